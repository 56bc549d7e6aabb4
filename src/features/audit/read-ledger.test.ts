import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { readLedger } from '#src/features/audit/read-ledger.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';

const to = new Date('2026-11-21T12:00:00Z');
const from = new Date('2026-11-21T11:00:00Z');
/** So many seconds after the hour that the window begins with, as SQL. */
const at = (second: number) => `timestamptz '2026-11-21T11:00Z' + interval '${second} s'`;

describe('the ledger for the audit', () => {
  const cleanup = suiteCleanup();
  let database: Database;
  before(async () => {
    database = connectDatabase(await createTestDatabase(cleanup), { poolSize: 1 });
    cleanup.after(() => database.close());
  });
  const sql = (text: string) => database.sequelize.query(text);
  const read = () => readLedger(database.sequelize, { from, to });
  const vote = (question: number, choices: number[], second: number) =>
    sql(`INSERT INTO ballots VALUES (gen_random_uuid(), ${question}, '{${choices}}', ${at(second)})`);
  const ask = (slug: string, fields: Record<string, string> = {}) => {
    const all = { slug, text: slug, policy: 'open', state: 'open', opens_at: 'now', ...fields };
    const values = Object.values(all).map((value) => `'${value}'`);
    return sql(`INSERT INTO questions (${Object.keys(all)}) VALUES (${values})`);
  };
  const noFile = { file: null };
  const nothing = { window: 0, windowBounds: { least: 0, most: 0 }, ...noFile };

  it('has every published question, with what each of its numbers may be', async () => {
    await ask('bounds');
    await ask('draft', { state: 'draft' });
    await ask('changing', { policy: 'account', secret: 'false' });
    await ask('several', { kind: 'multiple', max_choices: '2' });
    await ask('ranked', { kind: 'ranked', max_choices: '2', state: 'closed' });
    await ask('silent');
    await ask('empty');
    await sql(`INSERT INTO choices (question_id, position, text, tally) VALUES
      (1, 0, 'a', 8), (1, 1, 'b', 0), (3, 0, 'c', 1), (4, 0, 'd', 2), (4, 1, 'e', 1), (5, 0, 'f', 0), (5, 1, 'g', 2), (6, 0, 'h', 4)`);
    await sql('INSERT INTO turnouts VALUES (4, 3)');
    for (const second of [-15, -14, 0, 1, 3585, 3586, 3600, 3601]) await vote(1, [1], second);
    await vote(3, [3], 60);
    for (const choices of [[4, 5], [4]]) await vote(4, choices, 60);
    for (const choices of [[7, 6], [6]]) await vote(5, choices, 60);
    // The final head knows less of `d` than its tally and the ballots, which were changed alike.
    await sql(`INSERT INTO signing_keys (id, public_key) VALUES ('key', decode(repeat('ab', 32), 'hex'));
      INSERT INTO ballot_logs (question_id) VALUES (4);
      INSERT INTO log_heads (question_id, number, size, final, made_at, key_id, note)
        VALUES (4, 1, 2, true, now(), 'key', E'head\ntally 4 1\ntally 5 1\n')`);
    const both = { window: 2, windowBounds: { least: 2, most: 2 }, ...noFile };
    const one = { window: 1, windowBounds: { least: 0, most: 1 }, ...noFile };
    assert.deepEqual(await read(), [
      {
        ...{ id: 1, slug: 'bounds', ballots: 8, tally: 8, miscounted: 0 },
        ...{ window: 4, windowBounds: { least: 2, most: 6 }, ...noFile },
      },
      { id: 3, slug: 'changing', ballots: 1, tally: 1, miscounted: 0, ...one },
      // Of several choices the turnout tells how many ballots there were.
      { id: 4, slug: 'several', ballots: 2, tally: 3, miscounted: 1, ...both },
      // Of a ranking the first counts: one vote too few for `f`, and one too many for `g`.
      { id: 5, slug: 'ranked', ballots: 2, tally: 2, miscounted: 2, ...both },
      { id: 6, slug: 'silent', ballots: 0, tally: 4, miscounted: 4, ...nothing },
      { id: 7, slug: 'empty', ballots: 0, tally: 0, miscounted: 0, ...nothing },
    ]);
  });

  it('has the newest file that was finished, and how many lines that may have', async () => {
    const write = async (state: string, key: string, [began, ended]: [number, number], where = 'NULL, 0') => {
      const id = randomUUID();
      const error = state === 'failed' ? `'x', 'x'` : 'NULL, NULL';
      await sql(`INSERT INTO exports (id, bucket, prefix, requested_by, runner, state, started_at, finished_at, error_code, error_message)
        VALUES ('${id}', 'exports', '', 'ada', 'worker', '${state}', ${at(began)}, ${at(ended)}, ${error})`);
      await sql(`INSERT INTO export_objects (export_id, position, question_id, slug, question, key, first_byte, bytes)
        VALUES ('${id}', 0, 1, 'bounds', 'Bounds?', '${key}', ${where})`);
    };
    const fileOf = async () => (await read())[0]?.file;
    await write('succeeded', 'old.csv', [7000, 7100]);
    assert.deepEqual(await fileOf(), {
      bucket: 'exports',
      key: 'old.csv',
      range: null,
      bounds: { least: 8, most: 8 },
    });
    // A file holds what was there when it was begun, and may hold what came until it was done.
    await write('succeeded', 'new.csv', [15, 3586], '10, 200');
    await write('failed', 'failed.csv', [7200, 7300]);
    assert.deepEqual(await fileOf(), {
      bucket: 'exports',
      key: 'new.csv',
      range: { first: 10, bytes: 200 },
      bounds: { least: 3, most: 6 },
    });
    assert.equal((await read()).at(-1)?.file, null);
    await sql('UPDATE export_objects SET question_id = 7');
    assert.deepEqual((await read()).at(-1)?.file?.bounds, { least: 0, most: 0 });
  });
});
