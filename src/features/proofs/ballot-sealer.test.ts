import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BallotSealer, startSealing } from '#src/features/proofs/ballot-sealer.ts';
import { createLedger, testKey } from '#src/features/proofs/testing/ledger.ts';
import { entries, heads } from '#src/features/proofs/testing/read-log.ts';
import { startMemoryTelemetry } from '#src/telemetry/testing/memory-telemetry.ts';
import { eventually } from '../../../test/support/eventually.ts';

const telemetry = startMemoryTelemetry();

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
    // The head is there before its span ends, and what is left is told at the end of the pass.
    const sealedBySpans = () =>
      telemetry
        .spans('ballots.seal')
        .reduce((sum, { attributes }) => sum + Number(attributes['seal.ballots']), 0);
    await eventually(async () => {
      assert.equal(sealedBySpans(), 25);
      for (const name of ['ballots.unsealed', 'heads.missing'])
        assert.deepEqual(
          (await telemetry.points(name)).map(({ value }) => value),
          [0],
        );
    });
    assert.equal(telemetry.spans('ballots.seal')[0]?.parentSpanContext, undefined);

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
    // Steps take no time for the sealer, so that no machine is too slow for three of them in a pass.
    const began = performance.now();
    const { mock } = t.mock.method(performance, 'now', () => began);
    await sealer.start();
    mock.restore();
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
