import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connectionRoom } from '#src/plugins/connection-room.ts';
import { createTestDatabase } from '../../test/support/database.ts';
import { eventually } from '../../test/support/eventually.ts';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { Part } from '../../tools/stack/part.ts';
import { holdPorts } from '../../tools/stack/ports.ts';
import { SERVE } from '../../tools/stack/program.ts';

test('there is room for what is asked for, as far as files go, and always for one', () => {
  const told: object[] = [];
  const room = (files: number) =>
    connectionRoom(
      { connectionLimit: 20_000, databasePoolSize: 10 },
      { info: (of: object) => told.push(of) },
      files,
    );
  assert.deepEqual([room(Infinity), room(20_266), told.length], [20_000, 20_000, 0]);
  assert.deepEqual([room(20_265), room(100)], [19_999, 1]);
  assert.deepEqual(told, [
    { problem: '20265 open files (ulimit -n) leave room for 19999 connections' },
    { problem: '100 open files (ulimit -n) leave room for 1 connections' },
  ]);
});

/** A service that may have so many files open. */
async function serveWith(files: number, databaseUrl: string) {
  const [port = 0] = await holdPorts(1);
  const directory = await mkdtemp(join(tmpdir(), 'tallyscope-files-'));
  const part = new Part({
    name: 'service',
    command: 'sh',
    args: ['-c', `ulimit -n ${files} && exec "$0" "$@"`, process.execPath, ...SERVE],
    env: { PORT: String(port), HOST: '127.0.0.1', DATABASE_URL: databaseUrl, DATA_DIR: directory },
    cwd: PROJECT,
    readyUrl: `http://127.0.0.1:${port}/readyz`,
    logFile: join(directory, 'service.log'),
  });
  return { part, port, directory };
}

test('more connections than there are files for are closed, and those within get their pages', async (t) => {
  const { part, port, directory } = await serveWith(400, await createTestDatabase(t));
  const sockets: Socket[] = [];
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    await part.stop();
    await rm(directory, { recursive: true });
  });
  await part.start();
  assert.match(
    await readFile(part.spec.logFile, 'utf8'),
    /open files .ulimit -n. leave room for 134 connections/,
  );
  let closed = 0;
  for (let opened = 0; opened < 450; opened += 1) {
    const socket = connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
    sockets.push(socket.resume().once('close', () => (closed += 1)));
  }
  await eventually(async () => assert.ok(closed >= 450 - 134, `${closed} closed`));
  const [open] = sockets.filter((socket) => !socket.destroyed);
  assert.ok(open, 'every connection was closed');
  let answer = '';
  open.on('data', (chunk) => (answer += chunk));
  open.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  await eventually(async () => assert.match(answer, /^HTTP\/1\.1 200 .*<\/html>/s));
});
