import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { connectDatabase } from '#src/database/database.ts';
import { AUTHENTICATED, message, READY, TERMINATED } from '../../test/faults/ending-server.ts';

async function databaseBehind(t: TestContext, serve: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const database = connectDatabase(`postgres://nobody@127.0.0.1:${port}/none`, { poolSize: 1 });
  t.after(async () => {
    await database.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return database;
}

test('a server that ends a connection as soon as it is made fails the statement, not the process', async (t) => {
  const database = await databaseBehind(t, (socket) => {
    socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATED, READY, TERMINATED])));
  });
  await assert.rejects(database.sequelize.query('SELECT 1'), /terminat|not queryable/i);
});

test('the loss of a connection says what was lost', async (t) => {
  const database = await databaseBehind(t, (socket) => {
    socket.once('data', () => {
      socket.write(Buffer.concat([AUTHENTICATED, READY]));
      socket.once('data', () => socket.resetAndDestroy());
    });
  });
  await assert.rejects(
    database.sequelize.query('SELECT 1'),
    /^\w*Error: The connection to the database was lost: read ECONNRESET$/,
  );
});

test('a server whose answer cannot be read fails the statement, not the process', async (t) => {
  // A row of one column, whose length is beyond the end of the message.
  const row = message('D', Buffer.from([0, 1, 0x64]));
  const database = await databaseBehind(t, (socket) => {
    socket.once('data', () => {
      socket.write(Buffer.concat([AUTHENTICATED, READY]));
      socket.on('data', () => socket.write(row));
    });
  });
  await assert.rejects(
    database.sequelize.query('SELECT 1'),
    /^\w*Error: Connection terminated: the server said/,
  );
});

test('a connection that was made and could not be set up is closed', async (t) => {
  const cancelled = message('E', Buffer.from('SERROR\0C57014\0Mcanceling statement\0\0'));
  const done = message('C', Buffer.from('SET\0'));
  const closed = Promise.withResolvers<void>();
  const database = await databaseBehind(t, (socket) => {
    socket.once('close', () => closed.resolve());
    socket.once('data', () => {
      socket.write(Buffer.concat([AUTHENTICATED, READY]));
      // The first is what every connection asks for; the second comes from Sequelize.
      socket.once('data', () => {
        socket.write(Buffer.concat([done, READY]));
        socket.on('data', () => socket.write(Buffer.concat([cancelled, READY])));
      });
    });
  });
  await assert.rejects(database.sequelize.query('SELECT 1'), /canceling statement/);
  await closed.promise;
});
