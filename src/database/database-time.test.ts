import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { databaseTime, heardDatabaseTime } from '#src/database/database-time.ts';

const NOW = Date.UTC(2026, 5, 1, 12);

/** The time as it is known half a second after the database was asked for it, and said it with this difference. */
function toldAfter(t: TestContext, { said }: { said: number }) {
  t.mock.timers.enable({ apis: ['Date'], now: NOW });
  t.after(() => heardDatabaseTime(new Date(), Date.now()));
  heardDatabaseTime(new Date(NOW - 500 + said), NOW - 500);
  t.mock.timers.tick(1000);
  return databaseTime().getTime() - NOW;
}

test('clocks agree where the way to the database and back may be all that is between them', (t) => {
  assert.equal(toldAfter(t, { said: 0 }), 1000);
});

test('… as long as the answer took', (t) => {
  assert.equal(toldAfter(t, { said: 500 }), 1000);
});

for (const [how, said] of [
  ['ahead', 60_000],
  ['just ahead', 501],
  ['just behind', -1],
  ['behind', -60_000],
] as const)
  test(`a database whose clock is ${how} has the say, and its time is never taken for later than it is`, (t) => {
    assert.equal(toldAfter(t, { said }), said + 500);
  });
