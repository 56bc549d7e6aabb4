import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { BallotSealer, startSealing } from '#src/features/proofs/ballot-sealer.ts';
import { parseHead } from '#src/features/proofs/log-head.ts';
import { makeLogs } from '#src/features/proofs/log-store.ts';
import { openSealing } from '#src/features/proofs/seal-connection.ts';
import { sealQuestions } from '#src/features/proofs/seal-questions.ts';
import { openNote } from '#src/features/proofs/signed-note.ts';
import { signingKey } from '#src/features/proofs/signing-key.ts';
import { createLedger, sealNow, testKey } from '#src/features/proofs/testing/ledger.ts';
import { startMemoryTelemetry } from '#src/telemetry/testing/memory-telemetry.ts';
import { eventually } from '../../../test/support/eventually.ts';

const telemetry = startMemoryTelemetry();

const sha256 = (...parts: Uint8Array[]) => hash('sha256', Buffer.concat(parts), 'buffer');

/** The root as RFC 9162 and the documents define it, out of what the ledger holds, in the log's order. */
async function rootOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ leaf: string }>(`
    SELECT encode(uuid_send(b.id) || int8send((extract(epoch FROM b.cast_at) * 1000000)::bigint)
      || (SELECT string_agg(int4send(c), ''::bytea ORDER BY n) FROM unnest(b.choices) WITH ORDINALITY AS x (c, n)), 'hex') AS leaf
    FROM log_entries e JOIN ballots b ON b.id = e.ballot_id ORDER BY e.position`);
  const tree = (leaves: Buffer[]): Buffer => {
    if (leaves.length < 2) return leaves[0] ?? sha256();
    let k = 1;
    while (k * 2 < leaves.length) k *= 2;
    return sha256(Buffer.of(1), tree(leaves.slice(0, k)), tree(leaves.slice(k)));
  };
  return tree(rows.map(({ leaf }) => sha256(Buffer.of(0), Buffer.from(leaf, 'hex')))).toString('base64');
}

async function heads(client: Client) {
  const { rows } = await client.query('SELECT note FROM log_heads ORDER BY number');
  return rows.map(({ note }) => parseHead(openNote(note, testKey.publicKey) ?? '') ?? assert.fail(note));
}

const entries = async (client: Client) =>
  (await client.query<{ ballot_id: string }>('SELECT ballot_id FROM log_entries ORDER BY position')).rows.map(
    ({ ballot_id }) => ballot_id,
  );

/** What a question's sealing gives where nothing is left. */
const whole = { id: 1, left: 0, more: false, agrees: true };

describe('sealQuestions', () => {
  it('appends ballots as they come and signs a final head at the close', async (t) => {
    const { client, cast, seal, close } = await createLedger(t);
    const first = await cast([{ choices: [1] }, { choices: [2] }]);
    assert.deepEqual(await seal(), { ...whole, ballots: 2 });
    const second = await cast(Array.from({ length: 600 }, (_, n) => ({ choices: [(n % 3) + 1] })));
    await seal();
    assert.deepEqual(new Set((await entries(client)).slice(0, 2)), new Set(first));
    assert.equal((await entries(client)).length, first.length + second.length);
    assert.deepEqual(await heads(client), [], 'nobody asked for a head');

    await cast([{ choices: [3] }]);
    await close();
    await seal();
    await seal();
    const [head, ...more] = await heads(client);
    assert.deepEqual(more, [], 'one final head');
    assert.ok(head?.final);
    assert.equal(head.size, 603);
    assert.equal(head.root.toString('base64'), await rootOf(client));
    assert.deepEqual(
      head.tally.map(({ votes }) => votes),
      [201, 201, 201],
    );
    const { rows } = await client.query('SELECT level, position FROM log_nodes ORDER BY position');
    assert.deepEqual(rows, [
      { level: 8, position: '0' },
      { level: 8, position: '1' },
    ]);
  });

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

  it('goes on where a full transaction ended', async (t) => {
    const { client, cast, seal, close } = await createLedger(t);
    await cast(Array.from({ length: 25 }, () => ({ choices: [1], at: '2026-11-21T10:00:00Z' })));
    await close();
    for (const ballots of [10, 10, 5]) assert.equal((await seal(10))?.ballots, ballots);
    const [head] = await heads(client);
    assert.equal(head?.size, 25);
    assert.equal(head?.root.toString('base64'), await rootOf(client));
  });

  it('takes ballots of one time together where a full transaction ends among them', async (t) => {
    const { client, cast, seal } = await createLedger(t);
    const early = await cast([1, 2].map(() => ({ choices: [1], at: '2026-11-21T10:00:00Z' })));
    const late = await cast([1, 2, 3].map(() => ({ choices: [1], at: '2026-11-21T10:00:00.25Z' })));
    assert.deepEqual(await seal(4), { ...whole, ballots: 2, left: 3, more: true });
    assert.deepEqual(await seal(4), { ...whole, ballots: 3 });
    assert.deepEqual(await entries(client), [...early.sort(), ...late.sort()]);
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
    const sealing = (await openSealing(url, testKey)) ?? assert.fail('another worker seals');
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

  it('waits for the disk with a head alone', async (t) => {
    const { client, url, cast } = await createLedger(t);
    await cast([{ choices: [1] }]);
    const sealing = (await openSealing(url, testKey)) ?? assert.fail('another worker seals');
    t.after(() => sealing.end());
    await makeLogs(sealing, [1]);
    const ends: string[] = [];
    const query = sealing.query.bind(sealing) as (...args: unknown[]) => unknown;
    sealing.query = ((...args: unknown[]) => {
      if (/COMMIT/.test(String(args[0]))) ends.push(String(args[0]));
      return query(...args);
    }) as typeof sealing.query;
    await sealQuestions(sealing, [1], { key: testKey, most: 10 });
    await client.query('UPDATE ballot_logs SET head_wanted = true');
    await sealQuestions(sealing, [1], { key: testKey, most: 10 });
    assert.deepEqual(ends, ['SET LOCAL synchronous_commit = off; COMMIT', 'COMMIT']);
    const { rows } = await sealing.query('SHOW synchronous_commit');
    assert.deepEqual(rows, [{ synchronous_commit: 'on' }], 'for that transaction only');
  });

  it('counts a set by each of its choices and a ranking by its first', async (t) => {
    for (const [kind, tally] of [
      ['multiple', [1, 2, 1]],
      ['ranked', [0, 1, 1]],
    ] as const) {
      const { client, cast, seal, close } = await createLedger(t, { kind });
      await cast([{ choices: [2, 1] }, { choices: [3, 2] }]);
      await close();
      await seal();
      const [head] = await heads(client);
      assert.deepEqual(
        head?.tally.map(({ votes }) => votes),
        tally,
      );
    }
  });

  it('says who wins a ranking by the ballots in the log, and of no other kind', async (t) => {
    for (const [kind, winner] of [
      ['ranked', 2],
      ['multiple', undefined],
    ] as const) {
      const { client, cast, seal, close } = await createLedger(t, { kind });
      await cast([{ choices: [3, 2] }, { choices: [2, 1] }, { choices: [1, 2] }, { choices: [2, 3] }]);
      await close();
      await seal();
      assert.equal((await heads(client))[0]?.winner, winner);
    }
  });

  it('signs a head when it is asked for one, and no other for the same ballots', async (t) => {
    const { client, url, cast, seal, close } = await createLedger(t);
    const wanted = async () =>
      (await client.query('SELECT head_wanted FROM ballot_logs')).rows[0].head_wanted;
    const signed = async () => (await heads(client)).map(({ size, final }) => [size, final]);
    const ask = async (key = testKey) => {
      await client.query('UPDATE ballot_logs SET head_wanted = true');
      await sealNow(url, 1, { key });
      assert.equal(await wanted(), false);
    };
    await cast([{ choices: [1] }]);
    await seal();
    await ask();
    await ask();
    assert.deepEqual(await signed(), [[1, false]]);
    await cast([{ choices: [2] }]);
    await ask();
    assert.deepEqual((await signed()).slice(1), [[2, false]]);
    await close();
    await seal();
    await ask();
    assert.deepEqual((await signed()).slice(2), [[2, true]]);
  });

  it('signs the same ballots again for another key, until a head is final', async (t) => {
    const { client, url, cast, close } = await createLedger(t);
    const other = signingKey({ sessionSecret: 'another secret that only tests know about' });
    const keys = async () =>
      (await client.query<{ key_id: string }>('SELECT key_id FROM log_heads ORDER BY number')).rows.map(
        ({ key_id }) => key_id,
      );
    const ask = async (key: typeof testKey) => {
      await sealNow(url, 1, { key });
      await client.query('UPDATE ballot_logs SET head_wanted = true');
      await sealNow(url, 1, { key });
    };
    await cast([{ choices: [1] }]);
    await ask(testKey);
    await ask(other);
    assert.deepEqual(await keys(), [testKey.id, other.id]);
    await close();
    await ask(other);
    await ask(testKey);
    assert.deepEqual(await keys(), [testKey.id, other.id, other.id]);
  });

  it('looks behind the newest ballot that it has, and at all of them, only where some are missing', async (t) => {
    const { url, cast } = await createLedger(t);
    const sealing = (await openSealing(url, testKey)) ?? assert.fail('another worker seals');
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

  it('signs an empty log', async (t) => {
    const { client, seal, close } = await createLedger(t);
    await close();
    await seal();
    const [head] = await heads(client);
    assert.equal(head?.size, 0);
    assert.equal(head?.root.toString('base64'), await rootOf(client));
  });

  it('signs nothing as final where a tally or a ballot is not what the log says', async (t) => {
    for (const change of [
      'UPDATE choices SET tally = tally + 1 WHERE id = 1',
      'UPDATE turnouts SET ballots = ballots + 1',
    ]) {
      const { client, cast, seal, close } = await createLedger(t);
      await cast([{ choices: [1] }]);
      await client.query(change);
      await close();
      assert.equal((await seal())?.agrees, false);
      assert.deepEqual(
        (await heads(client)).map(({ final }) => final),
        [false],
      );
    }
  });

  it('does nothing for a question that is gone', async (t) => {
    const { url } = await createLedger(t);
    assert.equal(await sealNow(url, 99), undefined);
  });

  it('takes everything back where it fails, and goes on with the next', async (t) => {
    const { client, url, cast } = await createLedger(t);
    await cast([{ choices: [1] }]);
    const sealing = (await openSealing(url, testKey)) ?? assert.fail('another worker seals');
    t.after(() => sealing.end());
    const seal = () => sealQuestions(sealing, [1], { key: testKey, most: 10 });
    await makeLogs(sealing, [1]);
    await client.query('ALTER TABLE ballot_logs ADD CONSTRAINT no_room CHECK (size = 0)');
    await assert.rejects(seal(), /violates check constraint "no_room"/);
    assert.deepEqual(await entries(client), []);
    await client.query('ALTER TABLE ballot_logs DROP CONSTRAINT no_room');
    assert.deepEqual(await seal(), [{ ...whole, ballots: 1 }]);
    assert.equal((await entries(client)).length, 1);
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

describe('BallotSealer', () => {
  it('closes what is due, seals it, tells of it, and hands over to another worker', async (t) => {
    const { client, url, cast } = await createLedger(t);
    const messages: string[] = [];
    client.on('notification', ({ payload }) => messages.push(payload ?? ''));
    await client.query('LISTEN questions');
    const lines: unknown[] = [];
    const tell = (line: unknown) => lines.push(line);
    const open = () =>
      new BallotSealer(url, testKey, { info: tell, warn: tell, error: tell }, { every: 20, most: 10 });
    const [one, other] = [open(), open()];
    t.after(() => Promise.all([one.stop(), other.stop()]));
    await one.start();
    await other.start();
    await cast(Array.from({ length: 25 }, () => ({ choices: [1] })));
    await client.query(`UPDATE questions SET closes_at = now()`);
    await eventually(async () => assert.equal((await heads(client)).length, 1));
    assert.deepEqual(messages, [
      JSON.stringify({ id: 1, slug: 'editor', event: 'closed' })
        .replaceAll(':', ' : ')
        .replaceAll(',"', ', "'),
    ]);
    for (const name of ['ballots.unsealed', 'heads.missing'])
      assert.deepEqual(
        (await telemetry.points(name)).map(({ value }) => value),
        [0],
      );
    const spans = telemetry.spans('ballots.seal');
    assert.equal(
      spans.reduce((sum, { attributes }) => sum + Number(attributes['seal.ballots']), 0),
      25,
    );
    assert.equal(spans[0]?.parentSpanContext, undefined);

    await one.stop();
    await client.query(`UPDATE questions SET state = 'open', closes_at = NULL; DELETE FROM log_heads`);
    await cast([{ choices: [2] }]);
    await eventually(async () => assert.equal((await entries(client)).length, 26));
    assert.deepEqual(lines, []);
  });

  it('leaves to the next pass what takes longer than the time between two, and closes what is due meanwhile', async (t) => {
    const { client, url, cast } = await createLedger(t);
    const log = { info() {}, warn() {}, error() {} };
    // Each transaction is followed by a pause of a millisecond at least.
    const sealer = new BallotSealer(url, testKey, log, { every: 20, most: 1 });
    t.after(() => sealer.stop());
    await cast(Array.from({ length: 40 }, () => ({ choices: [1] })));
    await sealer.start();
    const [{ value: left } = assert.fail('not told')] = await telemetry.points('ballots.unsealed');
    assert.ok(Number(left) > 0, 'not all in the first pass');
    await client.query('UPDATE questions SET closes_at = now()');
    const state = async () => (await client.query('SELECT state FROM questions')).rows[0].state;
    await eventually(async () => assert.equal(await state(), 'closed'));
    await eventually(async () => assert.equal((await heads(client))[0]?.size, 40));
  });

  it('says once that ledger and log differ, and what it could not do', async (t) => {
    const { client, url, cast, close } = await createLedger(t);
    const lines: { question?: number; err?: unknown }[] = [];
    const messages = new Set<string>();
    const tell = (line: object, message: string) => {
      lines.push(line);
      messages.add(message);
    };
    const sealer = new BallotSealer(url, testKey, { info: tell, warn: tell, error: tell } as never, {
      every: 20,
      most: 10,
    });
    t.after(() => sealer.stop());
    await cast([{ choices: [1] }]);
    await client.query('UPDATE choices SET tally = 7');
    await close();
    await sealer.start();
    await sleep(100);
    assert.deepEqual([...lines], [{ 'question.id': 1 }]);
    assert.deepEqual(
      (await telemetry.points('heads.missing')).map(({ value }) => value),
      [1],
    );
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tallyscope-seal'`,
    );
    await eventually(() => assert.equal(lines.filter(({ err }) => err).length, 1));
    await cast([{ choices: [1] }]);
    await eventually(async () => assert.equal((await entries(client)).length, 2));
    assert.deepEqual(
      messages,
      new Set(['ledger and log differ: there is no final head', 'ballots could not be sealed']),
    );
  });

  it('tells how many ballots it cannot find, and nothing of it while the database is away', async (t) => {
    const { client, url, cast } = await createLedger(t);
    const lines: unknown[] = [];
    const log = { info() {}, warn: (line: unknown) => lines.push(line), error() {} };
    const sealer = new BallotSealer(url, testKey, log, { every: 60_000, most: 10 });
    t.after(() => sealer.stop());
    await cast([{ choices: [1] }]);
    await client.query('UPDATE turnouts SET ballots = ballots + 2');
    await sealer.start();
    const unsealed = async () => (await telemetry.points('ballots.unsealed')).map(({ value }) => value);
    assert.deepEqual(await unsealed(), [2]);
    const gone = new URL(url);
    gone.pathname = '/no_such_database';
    const away = new BallotSealer(gone.href, testKey, log, { every: 60_000, most: 10 });
    t.after(() => away.stop());
    await away.start();
    assert.deepEqual(await unsealed(), []);
    assert.equal(lines.length, 1);
  });

  it('seals no more once it is stopped, also in the middle of its first pass', async (t) => {
    const { client, url, cast } = await createLedger(t);
    const log = { info() {}, warn() {}, error() {} };
    const sealer = new BallotSealer(url, testKey, log, { every: 1, most: 10 });
    const started = sealer.start();
    await Promise.all([sealer.stop(), started]);
    await cast([{ choices: [1] }]);
    await sleep(100);
    assert.deepEqual(await entries(client), []);
    const open = `SELECT FROM pg_stat_activity WHERE application_name = 'tallyscope-seal' AND datname = current_database()`;
    await eventually(async () => assert.equal((await client.query(open)).rowCount, 0));
  });

  it('seals a question of several transactions in one pass, with pauses between them', async (t) => {
    const { client, url, cast } = await createLedger(t);
    const log = { info() {}, warn() {}, error: () => assert.fail('ledger and log agree') };
    // Four steps fill it, three are taken: the next begins 750 ms behind the one before.
    const sealer = new BallotSealer(url, testKey, log, { every: 3000, most: 10 });
    t.after(() => sealer.stop());
    await cast(Array.from({ length: 25 }, () => ({ choices: [1] })));
    const began = performance.now();
    await sealer.start();
    assert.ok(performance.now() - began > 1400);
    assert.equal((await entries(client)).length, 25);
    assert.deepEqual(
      (await telemetry.points('ballots.unsealed')).map(({ value }) => value),
      [0],
    );
  });

  it('waits for its next pass, and takes none where it is stopped meanwhile', async (t) => {
    const { client, url, cast } = await createLedger(t);
    const log = { info() {}, warn() {}, error() {} };
    const sealer = new BallotSealer(url, testKey, log, { every: 60_000, most: 10 });
    t.after(() => sealer.stop());
    await sealer.start();
    await cast([{ choices: [1] }]);
    await client.query('UPDATE questions SET closes_at = now()');
    await sleep(100);
    await sealer.stop();
    assert.deepEqual(await entries(client), []);
    assert.equal((await client.query('SELECT state FROM questions')).rows[0].state, 'open');
  });

  it('is the work of a worker alone', async (t) => {
    const { client, url, cast } = await createLedger(t);
    await cast([{ choices: [1] }]);
    const log = { info() {}, warn() {}, error() {} };
    assert.equal(startSealing({ roles: ['web', 'api'] }, url, { key: testKey, log }), undefined);
    assert.deepEqual(await entries(client), []);
    const sealer = startSealing({ roles: ['web', 'worker'] }, url, { key: testKey, log });
    t.after(() => sealer?.stop());
    await eventually(async () => assert.equal((await entries(client)).length, 1));
    await cast([{ choices: [1] }]);
    await eventually(async () => assert.equal((await entries(client)).length, 2));
  });

  it('leaves alone what may still be changed', async (t) => {
    const { client, url, cast, close } = await createLedger(t, { secret: false });
    const log = { info() {}, warn() {}, error() {} };
    const sealer = new BallotSealer(url, testKey, log, { every: 20, most: 10 });
    t.after(() => sealer.stop());
    await cast([{ choices: [1] }]);
    await sealer.start();
    assert.deepEqual(await entries(client), []);
    await close();
    await eventually(async () => assert.equal((await heads(client))[0]?.size, 1));
  });
});
