import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startService } from '../../test/pipeline/rig/service.ts';
import { createTestDatabase } from '../../test/support/database.ts';
import { eventually } from '../../test/support/eventually.ts';

/** More than come at once to one process, and more than Node lets wait by itself. */
const CLIENTS = 1500;

test('a rush of clients gets its connections while the process is busy', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tallyscope-rush-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const { part, url } = await startService({
    name: 'rush',
    stack: { dataDir, serviceEnv: () => ({}) },
    databaseUrl: await createTestDatabase(t),
    env: { ROLES: 'api' },
  });
  t.after(async () => {
    await part.kill('SIGCONT');
    await part.stop();
  });
  await part.kill('SIGSTOP');
  const { hostname, port } = new URL(url);
  let open = 0;
  const clients = Array.from({ length: CLIENTS }, () =>
    connect(Number(port), hostname, () => {
      open += 1;
    }).on('error', () => undefined),
  );
  const allowed = Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8'));
  // The stopped process takes none of them, so what was turned away is so again at each further try.
  await eventually(() =>
    assert.ok(open >= Math.min(CLIENTS, allowed), `${open} of ${CLIENTS} are open`),
  ).finally(() => {
    for (const client of clients) client.destroy();
  });
});
