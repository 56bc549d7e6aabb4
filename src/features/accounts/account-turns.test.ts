import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT_TURNS } from '#src/features/accounts/account-turns.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { createTestApp } from '../../../test/support/test-app.ts';

test('many slow requests of one account leave the database to others', async (t) => {
  const site = await createTestApp(t);
  const [ada, grace] = [await site.organiser(), await site.organiser('grace')];
  const mine = '/api/v1/organise/questions';
  const ask = (headers: object, url = mine) => site.app.inject({ url, headers: { ...headers } });
  const transaction = await site.database.sequelize.transaction();
  await site.database.sequelize.query('LOCK TABLE turnouts', { transaction });
  const { ofOne, waitingOfOne } = ACCOUNT_TURNS;
  const answers: Awaited<ReturnType<typeof ask>>[] = [];
  const slow = Array.from({ length: ofOne + waitingOfOne + 3 }, async () => answers.push(await ask(ada)));
  await eventually(async () => assert.equal(answers.length, 3));
  for (const answer of answers) {
    assert.equal(answer.statusCode, 429);
    assert.equal(answer.headers['retry-after'], '1');
    assert.equal(answer.json().type, 'urn:tallyscope:problem:too-many-at-once');
    assert.match(answer.json().detail, /^Of one account 4 requests are worked on at once, and 25 wait\./);
  }
  // Of the eight connections one holds the lock, and four wait for it.
  assert.equal((await ask(grace, '/api/v1/account')).statusCode, 200);
  assert.equal((await ask({}, '/api/v1/signing-keys')).statusCode, 200);
  await transaction.commit();
  await Promise.all(slow);
  for (const answer of answers.slice(3)) assert.equal(answer.statusCode, 200);

  // What fails gives its turn back, too.
  for (let times = 0; times < 2 * (ofOne + waitingOfOne); times += 1)
    assert.equal((await ask(ada, `${mine}?shelf=none`)).statusCode, 400);
  assert.equal((await ask(ada)).statusCode, 200);
});
