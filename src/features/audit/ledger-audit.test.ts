import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { LedgerAudit, startLedgerAudit } from '#src/features/audit/ledger-audit.ts';
import { readTallies } from '#src/features/audit/read-tallies.ts';
import { setRunningTelemetry } from '#src/telemetry/state.ts';
import { startMemoryTelemetry } from '#src/telemetry/testing/memory-telemetry.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';

const telemetry = startMemoryTelemetry();
const PACE = { read: 20, count: 20 };

/** A database with one question of three ballots, and what an audit of it says. */
async function ledger(t: TestContext) {
  const url = await createTestDatabase(t);
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  t.after(() => client.end());
  await client.query(`
    INSERT INTO questions (slug, text, policy, state, opens_at)
    VALUES ('editor', 'Editor?', 'open', 'open', now()), ('draft', 'Draft?', 'open', 'draft', NULL);
    INSERT INTO choices (question_id, position, text, tally) VALUES (1, 0, 'a', 2), (1, 1, 'b', 1), (2, 0, 'c', 0);
    INSERT INTO ballots (id, question_id, choices, cast_at)
    SELECT gen_random_uuid(), 1, ARRAY[1 + n / 2], now() FROM generate_series(0, 2) n`);
  const lines: unknown[] = [];
  const tell = (line: unknown) => lines.push(line);
  const log = { info: tell, warn: tell, error: tell };
  const open = (pace = PACE) => {
    const audit = new LedgerAudit(url, log, pace);
    t.after(() => audit.stop());
    return audit;
  };
  return { client, open, lines, url, log };
}

const recorded = async () => (await telemetry.points('votes.recorded')).map(({ value }) => value);

const miscounted = async () => (await telemetry.points('votes.miscounted')).map(({ value }) => value);

describe('LedgerAudit', () => {
  it('tells the votes of every published question and follows them', async (t) => {
    const { client, open, lines } = await ledger(t);
    await open().start();
    const [point] = await telemetry.points('votes.recorded');
    assert.deepEqual(point?.attributes, { 'question.id': '1', question: 'editor' });
    assert.equal(point?.value, 3);
    await client.query(`UPDATE choices SET tally = 5 WHERE id = 2;
      INSERT INTO ballots SELECT gen_random_uuid(), 1, '{2}', now() FROM generate_series(1, 4)`);
    await eventually(async () => assert.deepEqual(await recorded(), [7]));
    await eventually(async () => assert.deepEqual(await miscounted(), [0]));
    assert.deepEqual(lines, []);
  });

  it('sends the zero of a question that is new, and only of that', async (t) => {
    const { client, open } = await ledger(t);
    const sent: unknown[] = [];
    const flushMetrics = async () => void sent.push((await recorded()).toSorted());
    setRunningTelemetry({ flushMetrics, shutdown: async () => undefined });
    t.after(() => setRunningTelemetry(undefined));
    await open().start();
    await client.query(`UPDATE choices SET tally = 9 WHERE question_id = 2;
      INSERT INTO ballots SELECT gen_random_uuid(), 2, '{3}', now() FROM generate_series(1, 9);
      UPDATE questions SET state = 'open', opens_at = now() WHERE id = 2`);
    await eventually(async () => assert.deepEqual((await recorded()).toSorted(), [3, 9]));
    assert.deepEqual(sent, [[0, 3]]);
  });

  it('tells of tallies that do not agree with the ballots, and leaves them', async (t) => {
    const { client, open, lines } = await ledger(t);
    await client.query('UPDATE choices SET tally = tally + 1 WHERE id = 1');
    await open().start();
    await eventually(async () => assert.deepEqual(await miscounted(), [1]));
    assert.deepEqual(lines[0], { question: 'editor', 'votes.miscounted': 1 });
    const { rows } = await client.query('SELECT sum(tally)::int AS tally FROM choices');
    assert.deepEqual(rows, [{ tally: 4 }]);
  });

  it('counts again, choice by choice, and says when all agree', async (t) => {
    const { client, open } = await ledger(t);
    // As many votes as before: only the choices tell.
    await client.query(`UPDATE choices SET tally = 1 WHERE id = 1; UPDATE choices SET tally = 2 WHERE id = 2;
      INSERT INTO ballots VALUES (gen_random_uuid(), 1, '{77}', now())`);
    await open().start();
    await eventually(async () => assert.deepEqual(await miscounted(), [3]));
    await client.query(`UPDATE choices SET tally = 2 WHERE id = 1; UPDATE choices SET tally = 1 WHERE id = 2;
      DELETE FROM ballots WHERE choices = '{77}'`);
    await eventually(async () => assert.deepEqual(await miscounted(), [0]));
  });

  it('finds ballots and tallies that were changed alike after the final head', async (t) => {
    const { client, open } = await ledger(t);
    const head = (a: number, b: number) =>
      `turnout 3\ntally 1 ${a}\ntally 2 ${b}\n\n— tallyscope signature\n`;
    await client.query(`INSERT INTO signing_keys (id, public_key) VALUES ('key', sha256('key'));
      INSERT INTO ballot_logs (question_id, size) VALUES (1, 3)`);
    const sign = (note: string) =>
      client.query(
        `INSERT INTO log_heads (question_id, number, size, final, made_at, key_id, note) VALUES (1, 1, 3, true, now(), 'key', $1)`,
        [note],
      );
    await sign(head(10, 29));
    await open().start();
    await eventually(async () => assert.deepEqual(await miscounted(), [8 + 28]));
    await client.query('DELETE FROM log_heads');
    await sign('turnout 3\ntally 1 2\n\n— tallyscope signature\n');
    await eventually(async () => assert.deepEqual(await miscounted(), [1]));
    await client.query('DELETE FROM log_heads');
    await sign(head(2, 1));
    await eventually(async () => assert.deepEqual(await miscounted(), [0]));
  });

  it('knows how ballots of every kind are tallied', async (t) => {
    const { client, open, lines } = await ledger(t);
    await client.query(`
      INSERT INTO questions (slug, text, kind, max_choices, policy, state, opens_at)
      VALUES ('several', 'Several?', 'multiple', 2, 'open', 'open', now()), ('ranked', 'Ranked?', 'ranked', 2, 'open', 'open', now());
      INSERT INTO choices (question_id, position, text, tally)
      VALUES (3, 0, 'a', 2), (3, 1, 'b', 1), (4, 0, 'c', 1), (4, 1, 'd', 0);
      INSERT INTO turnouts VALUES (3, 2);
      INSERT INTO ballots (id, question_id, choices, cast_at) VALUES
        (gen_random_uuid(), 3, '{4,5}', now()), (gen_random_uuid(), 3, '{4}', now()), (gen_random_uuid(), 4, '{6,7}', now())`);
    await open().start();
    assert.deepEqual(await recorded(), [1, 2, 3]);
    await eventually(async () => assert.deepEqual(await miscounted(), [0]));
    assert.deepEqual(lines, []);
  });

  it('starts before the ballots are counted, which may take long', async (t) => {
    const { client, open } = await ledger(t);
    await client.query('BEGIN; LOCK ballots');
    await open().start();
    assert.deepEqual(await recorded(), [3]);
    assert.deepEqual(await miscounted(), []);
    await client.query('COMMIT');
    await eventually(async () => assert.deepEqual(await miscounted(), [0]));
  });

  it('is done by one worker at a time, and taken over', async (t) => {
    const { client, open } = await ledger(t);
    const readers = async () =>
      (
        await client.query(`SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid)
          WHERE locktype = 'advisory' AND granted AND application_name = 'tallyscope-audit' AND datname = current_database()`)
      ).rows.map(({ pid }) => pid);
    const [first, second] = [open(), open()];
    await first.start();
    await second.start();
    const [reader] = await readers();
    assert.ok(reader);
    await first.stop();
    await eventually(async () => assert.notDeepEqual(await readers(), [reader]));
    await eventually(async () => assert.equal((await readers()).length, 1));
  });

  it('counts the ballots again only after a while, while it reads the tallies', async (t) => {
    const { client, open, lines } = await ledger(t);
    await client.query('UPDATE choices SET tally = tally + 7 WHERE id = 1');
    await open({ read: 10, count: 3_600_000 }).start();
    await eventually(async () => assert.deepEqual(await miscounted(), [7]));
    for (const tally of [5, 6]) {
      await client.query(`UPDATE choices SET tally = ${tally} WHERE id = 1`);
      await eventually(async () => assert.deepEqual(await recorded(), [tally + 1]));
    }
    assert.deepEqual([await miscounted(), lines.length], [[7], 1]);
  });

  it('reads once more when it is stopped, and then no more', async (t) => {
    const { client, open } = await ledger(t);
    const connections = async () =>
      (
        await client.query(
          `SELECT FROM pg_stat_activity WHERE application_name = 'tallyscope-audit' AND datname = current_database()`,
        )
      ).rowCount;
    const rare = open({ read: 3_600_000, count: 3_600_000 });
    await rare.start();
    await client.query('UPDATE choices SET tally = 7 WHERE id = 1');
    await sleep(5 * PACE.read);
    assert.deepEqual(await recorded(), [3]);
    await rare.stop();
    assert.deepEqual(await recorded(), [8]);
    const often = open();
    const started = often.start();
    await often.stop();
    await started;
    await client.query('UPDATE choices SET tally = 9 WHERE id = 1');
    await sleep(5 * PACE.read);
    assert.deepEqual(await recorded(), [8]);
    await eventually(async () => assert.equal(await connections(), 0));
  });

  it('is what a worker does, and nobody else', async (t) => {
    const { url, log } = await ledger(t);
    assert.equal(await startLedgerAudit({ roles: ['web', 'api'] }, url, log), undefined);
    const audit = await startLedgerAudit({ roles: ['worker'] }, url, log);
    assert.deepEqual(await recorded(), [3]);
    await audit?.stop();
  });

  it('has the open questions first, and of both the newest, for there may not be room for all', async (t) => {
    const { client } = await ledger(t);
    await client.query(`INSERT INTO questions (slug, text, kind, max_choices, policy, state, opens_at) VALUES
      ('old', 'Old?', 'single', 1, 'open', 'closed', now()), ('new', 'New?', 'multiple', 2, 'open', 'open', now()),
      ('over', 'Over?', 'single', 1, 'open', 'closed', now())`);
    assert.deepEqual(
      (await readTallies(client)).map(({ slug, votes }) => [slug, votes]),
      [
        ['new', 0],
        ['editor', 3],
        ['over', 0],
        ['old', 0],
      ],
    );
  });

  it('starts again after the database cut its connection', async (t) => {
    const { client, open, lines } = await ledger(t);
    await open().start();
    await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'tallyscope-audit' AND datname = current_database()`);
    await eventually(() => assert.equal(lines.length, 1));
    await client.query('UPDATE choices SET tally = 6 WHERE id = 1');
    await client.query(
      `INSERT INTO ballots SELECT gen_random_uuid(), 1, '{1}', now() FROM generate_series(1, 4)`,
    );
    await eventually(async () => assert.deepEqual(await recorded(), [7]));
  });
});
