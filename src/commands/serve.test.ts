import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { LOCKS } from '#src/database/advisory-locks.ts';
import { startOtlpReceiver } from '#src/telemetry/testing/otlp-receiver.ts';
import { createTestDatabase } from '../../test/support/database.ts';
import { query } from '../../test/support/embedded.ts';
import { eventually } from '../../test/support/eventually.ts';
import { databaseUrl } from '../../test/support/template-database.ts';
import { withClient } from '../../test/support/with-client.ts';
import { holdPorts } from '../../tools/stack/ports.ts';

function startProcess(t: TestContext, env: Record<string, string>) {
  const { PATH = '', NODE_V8_COVERAGE = '' } = process.env;
  const source = join(import.meta.dirname, '..');
  const register = import.meta.resolve('#src/telemetry/register.js');
  const service = spawn(process.execPath, ['--import', register, join(source, 'main.ts'), 'serve'], {
    env: { PATH, NODE_V8_COVERAGE, SESSION_SECRET: 'x'.repeat(32), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  t.after(() => service.kill('SIGKILL'));
  return service;
}

test('a start that waits for the migrations of another process ends soon after it was told to stop', async (t) => {
  const server = databaseUrl(await createTestDatabase(t), 'postgres');
  const name = `unmigrated_${randomUUID().replaceAll('-', '')}`;
  await query(server, `CREATE DATABASE ${name}`);
  t.after(() => query(server, `DROP DATABASE ${name} WITH (FORCE)`));
  const url = databaseUrl(server, name);
  await withClient(url, async (other) => {
    await other.query(`SELECT pg_advisory_lock(${LOCKS.migration})`);
    const [port] = await holdPorts(1);
    const service = startProcess(t, { PORT: String(port), DATABASE_URL: url });
    const errors = text(service.stderr);
    const waiting =
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'";
    await eventually(async () => assert.equal((await other.query(waiting)).rowCount, 1), {
      withinMs: 60_000,
    });
    service.kill('SIGTERM');
    const [code] = await once(service, 'exit');
    assert.equal(code, 1);
    const told = (await errors).split('\n').filter((line) => !line.startsWith('{'));
    assert.deepEqual(told, ['tallyscope: told to stop before it had started', '']);
  });
});

test('a start that fails after it was told to stop says why in one line', async (t) => {
  // Takes the connection and says nothing, as a database does that hangs.
  const database = createServer().listen(0, '127.0.0.1');
  await once(database, 'listening');
  t.after(() => database.close());
  const { port } = database.address() as { port: number };
  const collector = await startOtlpReceiver();
  t.after(() => collector.stop());
  const [listen] = await holdPorts(1);
  const service = startProcess(t, {
    PORT: String(listen),
    DATABASE_URL: `postgres://tallyscope@127.0.0.1:${port}/votes`,
    // What failed is told to those who watch before the process ends.
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  const errors = text(service.stderr);
  const [connection] = (await once(database, 'connection')) as [Socket];
  service.kill('SIGTERM');
  // The signal is heard first.
  await new Promise((resolve) => setTimeout(resolve, 300));
  database.close();
  connection.destroy();
  const [code] = await once(service, 'exit');
  assert.equal(code, 1);
  assert.ok(collector.metrics().length > 0);
  const told = (await errors).split('\n').filter((line) => !line.startsWith('{'));
  assert.equal(told.length, 2, told.join('\n'));
  assert.match(told[0] ?? '', /^tallyscope: /);
});

test('a terminal that is closed stops the service in order', async (t) => {
  const url = await createTestDatabase(t);
  const [listen] = await holdPorts(1);
  const { PATH = '', NODE_V8_COVERAGE = '' } = process.env;
  const main = join(import.meta.dirname, '../main.ts');
  const service = spawn(process.execPath, [main, 'serve'], {
    env: {
      PATH,
      NODE_V8_COVERAGE,
      PORT: String(listen),
      DATABASE_URL: url,
      SESSION_SECRET: 'x'.repeat(32),
    },
    stdio: 'ignore',
  });
  t.after(() => service.kill('SIGKILL'));
  await eventually(async () => assert.ok((await fetch(`http://127.0.0.1:${listen}/readyz`)).ok), {
    withinMs: 30_000,
  });
  service.kill('SIGHUP');
  assert.deepEqual(await once(service, 'exit'), [0, null]);
});

test('a directory that takes none is told in one line', { skip: !existsSync('/proc/self') }, async () => {
  const { PATH = '' } = process.env;
  const main = join(import.meta.dirname, '../main.ts');
  for (const DATA_DIR of ['/proc/none/data', '/proc/self']) {
    const { status, stderr } = spawnSync(process.execPath, [main, 'serve'], {
      env: { PATH, DATA_DIR },
      encoding: 'utf8',
      timeout: 30_000,
      killSignal: 'SIGKILL',
    });
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^tallyscope: Cannot write to \/proc\/\S+: set DATA_DIR to a directory on a writable disk\n$/,
    );
  }
});
