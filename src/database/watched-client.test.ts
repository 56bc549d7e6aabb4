import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { connectDatabase } from '#src/database/database.ts';
import { AUTHENTICATED, READY, TERMINATED } from '../../test/faults/ending-server.ts';

test('a server that ends a connection as soon as it is made fails the statement, not the process', async (t) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATED, READY, TERMINATED])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const database = connectDatabase(`postgres://nobody@127.0.0.1:${port}/none`, { poolSize: 1 });
  t.after(async () => {
    await database.close();
    server.close();
  });
  await assert.rejects(database.sequelize.query('SELECT 1'), /terminat|not queryable/i);
});
