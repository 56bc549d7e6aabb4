import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { connectDatabase } from '#src/database/database.ts';
import { readLedger } from '#src/features/audit/read-ledger.ts';
import { ask, ledgerOf, voteFor } from '#src/features/votes/testing/ledger-fixture.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { createTestDatabase } from '../../../test/support/database.ts';

const operations = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
const [, countAnew = ''] = /## Count a question anew[\s\S]*?```sql\n([\s\S]*?)```/.exec(operations) ?? [];

it('the statements for an operator make one question what its ballots say, and leave others alone', async (t) => {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 2 });
  t.after(() => database.close());
  const { sequelize } = database;
  const single = await ask(database);
  const multiple = await ask(database, { kind: 'multiple', maxChoices: 2 });
  const ranked = await ask(database, { kind: 'ranked', maxChoices: 3 });
  const silent = await ask(database);
  const other = await ask(database);
  await recordVotes(sequelize, [
    ...[0, 0, 1].map((place) => voteFor(single, [place])),
    ...[[0, 1], [1]].map((places) => voteFor(multiple, places)),
    ...[[2, 0, 1], [2, 0, 1], [1]].map((places) => voteFor(ranked, places)),
    voteFor(other, [2]),
  ]);
  const damaged = [single, multiple, ranked, silent];
  const ledgers = () => Promise.all(damaged.map((question) => ledgerOf(database, question)));
  const right = await ledgers();
  await sequelize.query(`
    UPDATE choices SET tally = tally + position + 1; UPDATE turnouts SET ballots = ballots + 7;
    UPDATE rankings SET ballots = ballots + 1; INSERT INTO rankings VALUES (${single.id}, '{1}', 1)`);
  const differ = async () => {
    const to = new Date();
    const lines = await readLedger(sequelize, { from: to, to });
    return lines.filter(({ miscounted }) => miscounted > 0).map(({ slug }) => slug);
  };
  assert.equal((await differ()).length, 5);
  for (const { slug } of damaged) await sequelize.query(countAnew.replaceAll(":'slug'", `'${slug}'`));
  assert.deepEqual(await differ(), [other.slug]);
  assert.deepEqual(await ledgers(), right);
});
