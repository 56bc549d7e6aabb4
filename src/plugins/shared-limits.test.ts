import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, before, describe, it, type TestContext } from 'node:test';
import { BUNDLE_LIMIT } from '#src/features/proofs/send-bundle.ts';
import { startMemoryTelemetry } from '#src/telemetry/testing/memory-telemetry.ts';
import { startService } from '../../test/pipeline/rig/service.ts';
import { createTestDatabase } from '../../test/support/database.ts';
import { eventually } from '../../test/support/eventually.ts';
import { Relay } from '../../test/support/relay.ts';
import { suiteCleanup } from '../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../test/support/test-app.ts';
import { TestValkey } from '../../test/support/valkey.ts';

const telemetry = startMemoryTelemetry();
const PASSWORD = 'open sesame, said the cave';
const { max } = BUNDLE_LIMIT;
const LOOK = '/api/v1/questions/none/proof/bundle';

describe('limits shared through Valkey', () => {
  const cleanup = suiteCleanup();
  let valkey: TestValkey;
  before(async () => {
    valkey = await TestValkey.prepare();
  });
  afterEach(() => valkey.stop());

  const app = (password = PASSWORD, url = valkey.url) =>
    createTestApp(cleanup, {
      VALKEY_URL: url,
      VALKEY_PASSWORD: password,
      TRUSTED_PROXIES: '127.0.0.1',
    });
  const ready = async ({ app }: TestApp) => (await app.inject('/readyz')).json();
  const isReady = (app: TestApp) => eventually(async () => assert.equal((await ready(app)).status, 'ready'));
  const refused = async (app: TestApp, detail: string) =>
    eventually(async () => {
      const answer = await ready(app);
      assert.deepEqual([answer.status, answer.detail], [503, detail]);
    });
  /** Statuses of so many looks for a bundle that is not there. */
  const looks = async ({ app }: TestApp, times: number, address: string) => {
    const statuses: number[] = [];
    for (let n = 0; n < times; n += 1) {
      const headers = { 'x-forwarded-for': address };
      const { statusCode } = await app.inject({ url: LOOK, headers });
      statuses.push(statusCode);
    }
    return statuses;
  };
  /** Counts as if other replicas had let so many in, and gives the one key that there is. */
  const useUp = async (times: number) => {
    const client = valkey.connect(PASSWORD);
    const [key = '', ...others] = await client.keys('*');
    assert.deepEqual(others, []);
    await client.incrby(key, times);
    client.disconnect();
    return key;
  };

  /** Has requests wait for Valkey's answers, so that a slow machine makes none count alone. */
  function waitForAnswers(t: TestContext) {
    const later = globalThis.setTimeout;
    t.mock.method(globalThis, 'setTimeout', ((work: () => void, ms?: number, ...rest: []) =>
      later(work, ms === 250 ? 60_000 : ms, ...rest)) as typeof later);
  }

  const apart = async () => (await telemetry.points('limits.apart')).map(({ value }) => value);

  it('keep a process from being ready until Valkey has answered, and say why', async () => {
    const waiting = await app();
    await refused(waiting, 'Valkey does not answer.');
    await valkey.start(PASSWORD);
    await isReady(waiting);
    await refused(await app('a wrong one'), 'Valkey refuses the password.');
    await refused(await app(''), 'Valkey asks for a password.');
  });

  it('count what all replicas let in, by a hash of the address', async (t) => {
    waitForAnswers(t);
    await valkey.start(PASSWORD);
    const [one, other] = [await app(), await app()];
    await Promise.all([isReady(one), isReady(other)]);
    assert.deepEqual(await looks(one, 2, '198.51.100.7'), [404, 404]);
    const key = await useUp(max - 4);
    assert.match(key, /^limit:GET:\/api\/v1\/questions\/:slug\/proof\/bundle:[\w-]{43}$/);
    assert.deepEqual(await looks(other, 3, '198.51.100.7'), [404, 404, 429]);
    assert.deepEqual(await looks(one, 1, '198.51.100.7'), [429]);
    assert.deepEqual(await looks(one, 1, '198.51.100.8'), [404]);
  });

  it('are each process its own while Valkey is away, and shared when it is back', async (t) => {
    waitForAnswers(t);
    await valkey.start(PASSWORD);
    const one = await app();
    await isReady(one);
    await valkey.stop();
    await eventually(async () =>
      assert.deepEqual(await ready(one), { status: 'ready', degraded: 'Valkey does not answer.' }),
    );
    assert.deepEqual(await apart(), [1]);
    const statuses = await looks(one, max + 1, '198.51.100.9');
    assert.equal(statuses.at(-1), 429);
    const { slug, choices } = await one.published();
    const vote = await one.app.inject({
      method: 'POST',
      url: `/api/v1/questions/${slug}/votes`,
      headers: { 'idempotency-key': randomUUID() },
      payload: { choices: choices.slice(0, 1) },
    });
    assert.equal(vote.statusCode, 201);
    await valkey.start(PASSWORD);
    await eventually(async () => assert.deepEqual(await ready(one), { status: 'ready' }));
    assert.deepEqual(await apart(), [0]);
    assert.deepEqual(await looks(one, 1, '198.51.100.9'), [404]);
    await useUp(max);
    assert.deepEqual(await looks(one, 1, '198.51.100.9'), [429]);
  });

  const degraded = async (app: TestApp, problem: string) => {
    await looks(app, 1, '198.51.100.10');
    assert.deepEqual(await ready(app), { status: 'ready', degraded: problem });
    assert.deepEqual(await apart(), [1]);
  };
  const isShared = async (app: TestApp) => {
    await eventually(async () => assert.deepEqual(await ready(app), { status: 'ready' }));
    assert.deepEqual(await apart(), [0]);
  };

  it('are said to be each process its own while Valkey answers and does not count', async (t) => {
    waitForAnswers(t);
    await valkey.start(PASSWORD);
    const one = await app();
    await isReady(one);
    const operator = valkey.connect(PASSWORD);
    await operator.config('SET', 'maxmemory', '1');
    await degraded(one, 'Valkey has no memory left.');
    await operator.config('SET', 'maxmemory', '0');
    await isShared(one);
    await operator.replicaof('127.0.0.1', 1);
    await degraded(one, 'Valkey takes no writes.');
    await operator.replicaof('NO', 'ONE');
    await isShared(one);
    operator.disconnect();
  });

  it('are said to be each process its own while Valkey is silent, and it is left for a connection that works', async () => {
    await valkey.start(PASSWORD);
    const relay = await Relay.listen({ host: '127.0.0.1', port: Number(new URL(valkey.url).port) });
    cleanup.after(() => relay.close());
    const one = await app(PASSWORD, `redis://127.0.0.1:${relay.port}`);
    await isReady(one);
    relay.hush();
    await degraded(one, 'Valkey does not answer.');
    await isShared(one);
  });

  it('hold across processes that are given the password in a file', async () => {
    await valkey.start(PASSWORD);
    const dataDir = await mkdtemp(join(tmpdir(), 'tallyscope-limits-'));
    cleanup.after(() => rm(dataDir, { recursive: true, force: true }));
    const file = join(dataDir, 'password');
    await writeFile(file, `${PASSWORD}\n`);
    const options = {
      stack: { dataDir, serviceEnv: () => ({}) },
      databaseUrl: await createTestDatabase(cleanup),
      env: { VALKEY_URL: valkey.url, VALKEY_PASSWORD_FILE: file, ROLES: 'api' },
    };
    const services: string[] = [];
    for (const name of ['first', 'second']) {
      const service = await startService({ ...options, name });
      cleanup.after(() => service.part.stop());
      services.push(service.url);
    }
    const counts = valkey.connect(PASSWORD);
    // On a slow machine one of them may count alone for a moment.
    await eventually(async () => {
      await counts.flushall();
      const statuses = [];
      for (let n = 0; n <= max; n += 1) {
        statuses.push((await fetch(`${services[n % 2]}${LOOK}`)).status);
      }
      assert.deepEqual(statuses, [...Array<number>(max).fill(404), 429]);
    }).finally(() => counts.disconnect());
  });
});
