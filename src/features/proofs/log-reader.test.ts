import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type pg from 'pg';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { LogReader, type PublishedHead } from '#src/features/proofs/log-reader.ts';
import { createLedger, sealNow, testKey } from '#src/features/proofs/testing/ledger.ts';
import { heads } from '#src/features/proofs/testing/read-log.ts';
import { verifyConsistency, verifyInclusion } from '#src/features/proofs/testing/verify-paths.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';

/** Of which two nodes are stored. */
const BALLOTS = 600;

describe('LogReader', () => {
  const cleanup = suiteCleanup();
  let client: pg.Client;
  let database: Database;
  let logs: LogReader;
  let ledger: Awaited<ReturnType<typeof createLedger>>;
  before(async () => {
    ledger = await createLedger(cleanup);
    client = ledger.client;
    database = connectDatabase(ledger.url, { poolSize: 1 });
    cleanup.after(() => database.close());
    logs = new LogReader(database.sequelize);
    // Another question has a log of the same size with other ballots.
    await client.query(`
      INSERT INTO questions (slug, text, policy, state, opens_at) VALUES ('second', '?', 'open', 'open', now());
      INSERT INTO choices (question_id, position, text) VALUES (2, 1, 'A'), (2, 2, 'B');
      INSERT INTO ballots SELECT gen_random_uuid(), 2, '{5}', now() FROM generate_series(1, ${BALLOTS});
      INSERT INTO turnouts VALUES (2, ${BALLOTS});
      UPDATE choices SET tally = ${BALLOTS} WHERE id = 5`);
    const half = () => ledger.cast(Array.from({ length: BALLOTS / 2 }, () => ({ choices: [1] })));
    await half();
    await ledger.seal();
    await client.query('UPDATE ballot_logs SET head_wanted = true');
    await ledger.seal();
    await half();
    await ledger.seal();
    await sealNow(ledger.url, 2);
    await ledger.close();
    await ledger.seal();
    await sealNow(ledger.url, 2);
  });

  it('proves that any ballot is in a log and that it only grew, out of what is stored', async () => {
    const [older, newer] = (await heads(client)).filter(({ questionId }) => questionId === 1);
    assert.ok(older && newer);
    assert.deepEqual([older.size, newer.size], [BALLOTS / 2, BALLOTS]);
    for (const { size, root } of [older, newer])
      for (const position of [0, 255, 256, size - 1]) {
        const { leaf, path } = await logs.inclusion(1, position, size);
        assert.ok(verifyInclusion({ leaf, position, size, root }, path), `${position} of ${size}`);
      }
    assert.ok(verifyConsistency(older, newer, await logs.consistency(1, older.size, newer.size)));
    const { leaf, path } = await logs.inclusion(1, 0, 1);
    assert.ok(verifyInclusion({ leaf, position: 0, size: 1, root: leaf }, path));
    assert.deepEqual(await logs.consistency(1, 0, BALLOTS), []);
    await assert.rejects(logs.inclusion(1, BALLOTS, BALLOTS + 1), /a hash of the log is not there/);
    await assert.rejects(logs.inclusion(3, 0, 1), /a hash of the log is not there/);
  });

  it('tells what is in a log and what was counted, and whether a head is on its way', async () => {
    const { url, cast, client: other } = await createLedger(cleanup);
    const empty = connectDatabase(url, { poolSize: 1 });
    cleanup.after(() => empty.close());
    const state = () => new LogReader(empty.sequelize).state(1);
    const none = { sealed: 0, isAsked: false, turnout: 0, tallies: { 1: 0, 2: 0, 3: 0 } };
    assert.deepEqual(await state(), none);
    await cast([{ choices: [1] }, { choices: [2] }]);
    await sealNow(url, 1);
    const both = { sealed: 2, isAsked: false, turnout: 2, tallies: { 1: 1, 2: 1, 3: 0 } };
    assert.deepEqual(await state(), both);
    await other.query('UPDATE ballot_logs SET head_wanted = true');
    assert.deepEqual(await state(), { ...both, isAsked: true });
  });

  it('gives the newest hundred heads of a question', async () => {
    await client.query(
      `INSERT INTO log_heads (question_id, number, size, final, made_at, key_id, note)
       SELECT 1, n, 7, false, '2026-11-21T10:00:00Z', $1, 'note ' || n FROM generate_series(3, 110) n`,
      [testKey.id],
    );
    const read = await logs.heads(1);
    const numbers = (of: PublishedHead[]) => of.map(({ number }) => number);
    assert.deepEqual(
      numbers(read),
      Array.from({ length: 100 }, (_, n) => 110 - n),
    );
    assert.deepEqual(read[0], {
      number: 110,
      size: 7,
      final: false,
      madeAt: new Date('2026-11-21T10:00:00Z'),
      keyId: testKey.id,
      note: 'note 110',
    });
    assert.deepEqual(numbers(await logs.heads(2)), [1]);
  });

  it('gives every key, the one used last first', async () => {
    const key = (fill: number) => Buffer.alloc(32, fill);
    const [march, april] = [new Date('2026-03-01T00:00:00Z'), new Date('2026-04-01T00:00:00Z')];
    await client.query(
      `INSERT INTO signing_keys (id, public_key, used_from, used_until)
       VALUES ('b', $1, $4, $5), ('c', $2, $4, $5), ('a', $3, $5, $5)`,
      [key(1), key(2), key(3), march, april],
    );
    const [now, ...before] = await logs.keys();
    assert.deepEqual([now?.id, now?.usedUntil], [testKey.id, null]);
    assert.deepEqual(before, [
      { id: 'a', publicKey: key(3), usedFrom: april, usedUntil: april },
      { id: 'b', publicKey: key(1), usedFrom: march, usedUntil: april },
      { id: 'c', publicKey: key(2), usedFrom: march, usedUntil: april },
    ]);
  });
});
