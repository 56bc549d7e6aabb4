import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryTypes } from 'sequelize';
import { connectDatabase } from '#src/database/database.ts';
import { CROWD } from '#src/features/votes/crowds.ts';
import {
  type Asked,
  ask,
  keyInCrowd,
  voteFor,
  voterKey,
} from '#src/features/votes/testing/ledger-fixture.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { createTestDatabase } from '../../../test/support/database.ts';

test('a batch that is full of others hides a new voter among as many as any other batch', async (t) => {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 1 });
  t.after(() => database.close());
  const [known, busy] = [
    await ask(database, { policy: 'browser' }),
    await ask(database, { policy: 'browser' }),
  ];
  const cast = (question: Asked, count: number, who: string) =>
    Array.from({ length: count }, (_, n) => voteFor(question, [0], { voter: voterKey(`${who} ${n}`) }));
  await recordVotes(database.sequelize, cast(known, CROWD, 'earlier'));
  // Those who have voted before and those of another question are no crowd for who is new.
  const batch = [
    ...cast(known, CROWD, 'earlier'),
    ...cast(busy, CROWD, 'elsewhere'),
    ...cast(known, 1, 'new'),
  ];
  await recordVotes(database.sequelize, batch);
  const [row] = await database.sequelize.query<{ n: string }>(
    `SELECT sum(cardinality(voters)) AS n FROM crowds WHERE question_id = $1
     AND xmin = (SELECT xmin FROM crowds WHERE question_id = $1 AND $2 = ANY (voters))`,
    { bind: [known.id, keyInCrowd('new 0')], type: QueryTypes.SELECT },
  );
  assert.ok(Number(row?.n) >= CROWD, `${row?.n} voters were written with the new one`);
});
