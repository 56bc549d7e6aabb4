import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { makeLogs } from '#src/features/proofs/log-store.ts';
import { requestHead } from '#src/features/proofs/request-head.ts';
import { sealQuestions } from '#src/features/proofs/seal-questions.ts';
import { createLedger, openSealing, sealNow, testKey } from '#src/features/proofs/testing/ledger.ts';
import { entries, heads, rootOf } from '#src/features/proofs/testing/read-log.ts';
import { findQuestion } from '#src/features/questions/question-store.ts';
import { untilLocked } from '../../../test/support/until-locked.ts';

/** What a question's sealing gives where nothing is left. */
const whole = { id: 1, left: 0, more: false, agrees: true };

describe('sealQuestions', () => {
  it('finds ballots that appear behind those it has seen, however late', async (t) => {
    const { client, cast, close, seal } = await createLedger(t);
    await cast([{ choices: [1], at: '2026-11-21T10:00:00.5Z' }]);
    await seal();
    const [late] = await cast([{ choices: [1], at: '2026-11-21T10:00:00.1Z' }]);
    await seal();
    const [veryLate] = await cast([{ choices: [1], at: '2026-11-20T10:00:00Z' }]);
    await seal();
    assert.deepEqual((await entries(client)).slice(1), [late, veryLate]);
    await cast([
      { choices: [1], at: '2026-11-21T10:00:01Z' },
      { choices: [1], at: '2026-11-19T10:00:00Z' },
    ]);
    await close();
    assert.deepEqual(await seal(), { ...whole, ballots: 2 });
  });

  it('does not wait for who changes a question', async (t) => {
    const { client, url, cast, seal } = await createLedger(t);
    await seal();
    await cast([{ choices: [1] }]);
    await client.query('UPDATE ballot_logs SET head_wanted = true');
    await client.query('BEGIN; SELECT FROM questions FOR UPDATE');
    const sealing = await openSealing(url);
    t.after(() => sealing.end());
    await sealing.query("SET lock_timeout = '5s'");
    assert.deepEqual(await sealQuestions(sealing, [1], { key: testKey, most: 10 }), [
      { ...whole, ballots: 1 },
    ]);
    await client.query('COMMIT');
    assert.equal((await heads(client)).length, 1);
    const { rows } = await client.query('SELECT head_wanted AS wanted FROM ballot_logs');
    assert.deepEqual(rows, [{ wanted: false }]);
  });

  it('passes over a question that is being deleted', async (t) => {
    const { client, url, cast, seal } = await createLedger(t);
    await cast([{ choices: [1] }]);
    await seal();
    await client.query('BEGIN; DELETE FROM questions');
    assert.equal(await sealNow(url, 1), undefined);
    await client.query('ROLLBACK');
    assert.deepEqual(await seal(), { ...whole, ballots: 0 });
  });

  it('goes on where a full transaction ended', async (t) => {
    const { client, cast, seal, close } = await createLedger(t);
    await cast(Array.from({ length: 25 }, () => ({ choices: [1], at: '2026-11-21T10:00:00Z' })));
    await close();
    for (const ballots of [10, 10, 5]) assert.equal((await seal(10))?.ballots, ballots);
    const [head] = await heads(client);
    assert.equal(head?.size, 25);
    assert.equal(head?.root.toString('base64'), await rootOf(client));
    assert.deepEqual(await seal(), { ...whole, ballots: 0 }, 'its final head is that of its ballots');
  });

  it('takes ballots of one time together where a full transaction ends among them', async (t) => {
    const { client, cast, seal } = await createLedger(t);
    const early = await cast([1, 2].map(() => ({ choices: [1], at: '2026-11-21T10:00:00Z' })));
    const late = await cast([1, 2, 3].map(() => ({ choices: [1], at: '2026-11-21T10:00:00.25Z' })));
    assert.deepEqual(await seal(4), { ...whole, ballots: 2, left: 3, more: true });
    assert.deepEqual(await seal(4), { ...whole, ballots: 3 });
    assert.deepEqual(await entries(client), [...early.sort(), ...late.sort()]);
  });

  it('takes no more of those that come late than a transaction holds', async (t) => {
    const { client, cast, seal } = await createLedger(t);
    const at = (second: number) => ({ choices: [1], at: `2026-11-21T10:00:0${second}Z` });
    await cast([at(5)]);
    await seal();
    const late = await cast([4, 4, 4, 4, 4].map(at));
    await cast([at(6)]);
    assert.deepEqual(await seal(3), { ...whole, ballots: 3, left: 3, more: true });
    assert.deepEqual((await entries(client)).slice(1), late.sort().slice(0, 3));
  });

  it('appends to several logs in one transaction, as many ballots as asked for', async (t) => {
    const { client, url, cast } = await createLedger(t);
    await client.query(`
      INSERT INTO questions (slug, text, policy, state, opens_at) VALUES ('second', '?', 'open', 'closed', now());
      INSERT INTO choices (question_id, position, text) VALUES (2, 1, 'A'), (2, 2, 'B');
      INSERT INTO ballots SELECT gen_random_uuid(), 2, '{5}', now() FROM generate_series(1, 3);
      INSERT INTO turnouts VALUES (2, 3);
      UPDATE choices SET tally = 3 WHERE id = 5`);
    await cast(Array.from({ length: 5 }, () => ({ choices: [1] })));
    const sealing = await openSealing(url);
    t.after(() => sealing.end());
    await makeLogs(sealing, [1, 2, 99]);
    assert.deepEqual(await sealQuestions(sealing, [1, 2, 99], { key: testKey, most: 6 }), [
      { ...whole, ballots: 5 },
      { ...whole, id: 2, ballots: 1, left: 2, more: true },
    ]);
    assert.deepEqual(await sealQuestions(sealing, [1, 2, 99], { key: testKey, most: 6 }), [
      { ...whole, ballots: 0 },
      { ...whole, id: 2, ballots: 2 },
    ]);
    const { rows } = await client.query(
      'SELECT question_id, size::int, tallies FROM ballot_logs ORDER BY question_id',
    );
    assert.deepEqual(rows, [
      { question_id: 1, size: 5, tallies: { 1: 5 } },
      { question_id: 2, size: 3, tallies: { 5: 3 } },
    ]);
    const [head] = await heads(client);
    assert.deepEqual([head?.questionId, head?.size, head?.final], [2, 3, true]);
  });

  it('waits for the disk with a head alone, which is later than its ballots', async (t) => {
    const { client, url, cast } = await createLedger(t);
    await cast([{ choices: [1] }]);
    const sealing = await openSealing(url);
    t.after(() => sealing.end());
    await makeLogs(sealing, [1]);
    const ends: string[] = [];
    const query = sealing.query.bind(sealing) as (...args: unknown[]) => unknown;
    sealing.query = (async (...args: unknown[]) => {
      if (/COMMIT/.test(String(args[0]))) ends.push(String(args[0]));
      const answer = await query(...args);
      // Between the beginning of the transaction and its snapshot.
      if (/BEGIN/.test(String(args[0]))) await cast([{ choices: [1] }]);
      return answer;
    }) as typeof sealing.query;
    await sealQuestions(sealing, [1], { key: testKey, most: 10 });
    await client.query('UPDATE ballot_logs SET head_wanted = true');
    await sealQuestions(sealing, [1], { key: testKey, most: 10 });
    const later = await client.query('SELECT FROM log_heads h, ballots b WHERE b.cast_at > h.made_at');
    assert.equal(later.rows.length, 0);
    assert.deepEqual(ends, ['SET LOCAL synchronous_commit = off; COMMIT', 'COMMIT']);
    const { rows } = await sealing.query('SHOW synchronous_commit');
    assert.deepEqual(rows, [{ synchronous_commit: 'on' }], 'for that transaction only');
  });

  it('looks behind the newest ballot that it has, and at all of them, only where some are missing', async (t) => {
    const { url, cast } = await createLedger(t);
    const sealing = await openSealing(url);
    t.after(() => sealing.end());
    await makeLogs(sealing, [1]);
    const looked: string[] = [];
    const query = sealing.query.bind(sealing) as (...args: unknown[]) => unknown;
    sealing.query = ((...args: [string | { text: string }]) => {
      const text = typeof args[0] === 'string' ? args[0] : args[0].text;
      if (/FROM ballots b|JOIN ballots b/.test(text))
        looked.push(/cast_at >=/.test(text) ? 'recent' : /cast_at >/.test(text) ? 'newer' : 'all');
      return query(...args);
    }) as typeof sealing.query;
    const seal = async () => {
      looked.length = 0;
      const [sealed] = await sealQuestions(sealing, [1], { key: testKey, most: 10 });
      return [sealed?.ballots, ...looked];
    };
    const votes = (seconds: number[]) =>
      seconds.map((second) => ({ choices: [1], at: `2026-11-21T10:00:${10 + second}Z` }));
    await cast(votes([1]));
    assert.deepEqual(await seal(), [1, 'newer']);
    assert.deepEqual(await seal(), [0, 'newer']);
    await cast(votes([...Array(14).keys()].slice(2)));
    // Of the last one's time there might be more.
    assert.deepEqual(await seal(), [9, 'newer']);
    assert.deepEqual(await seal(), [3, 'newer']);
    await cast([{ choices: [1], at: '2026-11-21T10:00:22Z' }]);
    assert.deepEqual(await seal(), [1, 'newer', 'recent']);
    await cast([{ choices: [1], at: '2026-11-20T10:00:00Z' }]);
    assert.deepEqual(await seal(), [1, 'newer', 'recent', 'all']);
  });

  it('does nothing for a question that is gone', async (t) => {
    const { url } = await createLedger(t);
    assert.equal(await sealNow(url, 99), undefined);
  });

  it('takes everything back where it fails, and goes on with the next', async (t) => {
    const { client, url, cast } = await createLedger(t);
    await cast([{ choices: [1] }]);
    const sealing = await openSealing(url);
    t.after(() => sealing.end());
    const seal = () => sealQuestions(sealing, [1], { key: testKey, most: 10 });
    await makeLogs(sealing, [1]);
    await client.query('ALTER TABLE ballot_logs ADD CONSTRAINT no_room CHECK (size = 0)');
    await assert.rejects(seal(), /violates check constraint "no_room"/);
    assert.deepEqual(await entries(client), []);
    await client.query('ALTER TABLE ballot_logs DROP CONSTRAINT no_room');
    assert.deepEqual(await seal(), [{ ...whole, ballots: 1 }]);
    assert.equal((await entries(client)).length, 1);
    await client.query('ALTER TABLE log_heads ADD CONSTRAINT no_room CHECK (size = 0)');
    await client.query('UPDATE ballot_logs SET head_wanted = true');
    await assert.rejects(seal(), /violates check constraint "no_room"/);
  });

  it('lets who asks for a head meanwhile wait', async (t) => {
    const { client, url, cast } = await createLedger(t);
    await cast([{ choices: [1] }]);
    const sealing = await openSealing(url);
    t.after(() => sealing.end());
    await makeLogs(sealing, [1]);
    // Whoever asks has one connection for all of it.
    const [database, asking] = [1, 2].map(() => connectDatabase(url, { poolSize: 1 })) as [
      Database,
      Database,
    ];
    t.after(() => Promise.all([database.close(), asking.close()]));
    const question = (await findQuestion(asking, 'editor')) ?? assert.fail();
    let asked: Promise<unknown> | undefined;
    const query = sealing.query.bind(sealing) as (...args: unknown[]) => unknown;
    sealing.query = (async (...args: [string | { text: string }]) => {
      if (!asked && typeof args[0] !== 'string' && /JOIN ballots b|FROM ballots b/.test(args[0].text)) {
        asked = requestHead(asking, question, null);
        asked.catch(() => undefined);
        await untilLocked(database);
      }
      return query(...args);
    }) as typeof sealing.query;
    assert.deepEqual(await sealQuestions(sealing, [1], { key: testKey, most: 10 }), [
      { ...whole, ballots: 1 },
    ]);
    await asked;
    await sealQuestions(sealing, [1], { key: testKey, most: 10 });
    assert.equal((await heads(client)).length, 1);
  });

  it('stores what never changes', async (t) => {
    const { client, cast, seal, close } = await createLedger(t);
    await cast([{ choices: [1] }]);
    await close();
    await seal();
    for (const change of ['log_entries SET leaf = leaf', "log_heads SET note = ''"])
      await assert.rejects(client.query(`UPDATE ${change}`), /only grows/);
    await client.query('DELETE FROM questions');
    assert.deepEqual(await heads(client), []);
  });
});
