import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startService } from '../../test/pipeline/rig/service.ts';
import { createTestDatabase } from '../../test/support/database.ts';
import { Relay } from '../../test/support/relay.ts';

/** With 25 s for connections before it, less than any supervisor of ours waits. */
const SOON_MS = 25_000;

test('a service stops while its database says nothing', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tallyscope-stop-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const url = new URL(await createTestDatabase(t));
  const directory = url.searchParams.get('host');
  const relay = await Relay.listen(
    directory ? { path: `${directory}/.s.PGSQL.5432` } : { host: url.hostname, port: Number(url.port) },
  );
  url.search = '';
  url.host = `127.0.0.1:${relay.port}`;
  const { part } = await startService({
    name: 'service',
    stack: { dataDir, serviceEnv: () => ({}) },
    databaseUrl: url.href,
    env: { ROLES: 'web' },
  });
  t.after(async () => {
    await part.kill('SIGKILL');
    relay.close();
  });
  // Neither old connections nor new ones hear another word, nor that they end.
  relay.delayMs = 10 * SOON_MS;
  await part.kill('SIGTERM');
  const late = new AbortController();
  const ended = await Promise.race([part.ended(), sleep(SOON_MS, 'late', { signal: late.signal })]);
  late.abort();
  assert.equal(ended, 'code 0');
  assert.match(await readFile(part.spec.logFile, 'utf8'), /the database does not answer/);
});
