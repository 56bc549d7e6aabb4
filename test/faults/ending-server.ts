import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A message of PostgreSQL's protocol (version 3): its type, its length, its body. */
export function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5, type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

export const AUTHENTICATED = message('R', Buffer.alloc(4));
export const READY = message('Z', Buffer.from('I'));
export const TERMINATED = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0'));
const COPYING = message('H', Buffer.from([0, 0, 0]));
const ROW = message('d', Buffer.from('1,2,3\n'));
const NOTHING = message('n', Buffer.alloc(0));
const DONE = message('C', Buffer.from('SELECT 0\0'));
const ANSWERED = Buffer.concat([
  ...['1', '2'].map((type) => message(type, Buffer.alloc(0))),
  NOTHING,
  DONE,
  READY,
]);
const OPEN = Buffer.concat([AUTHENTICATED, READY]);

/** Answers the start of a connection, and then each thing that the client says by the next of `answers`. */
const saying =
  (start: Buffer, ...answers: ((socket: Socket) => unknown)[]) =>
  (socket: Socket) => {
    let said = 0;
    socket.on('data', () => {
      if (said === 0) socket.write(start);
      else answers[Math.min(said, answers.length) - 1]?.(socket);
      said += 1;
    });
  };
const goodbye =
  (...before: Buffer[]) =>
  (socket: Socket) =>
    socket.end(Buffer.concat([...before, TERMINATED]));
const reset = (socket: Socket) => socket.resetAndDestroy();
const answer = (socket: Socket) => socket.write(ANSWERED);

/** Everything a server can do when it ends a connection, by when. */
export const ENDS: Record<string, (socket: Socket) => void> = {
  'before anything is said': reset,
  'instead of asking who it is': (socket) => socket.once('data', () => goodbye()(socket)),
  'without a word when it hears who it is': (socket) => socket.once('data', () => socket.end()),
  'after it has let it in': (socket) => socket.once('data', () => goodbye(AUTHENTICATED)(socket)),
  'with the word that it is ready': (socket) => socket.once('data', () => goodbye(OPEN)(socket)),
  'twice with the word that it is ready': (socket) =>
    socket.once('data', () => goodbye(OPEN, TERMINATED)(socket)),
  'just after the word that it is ready': (socket) =>
    socket.once('data', () => socket.write(OPEN, () => setImmediate(() => goodbye()(socket)))),
  'by a reset after the word that it is ready': (socket) =>
    socket.once('data', () => socket.write(OPEN, () => setImmediate(() => reset(socket)))),
  'instead of the first answer': saying(OPEN, goodbye()),
  'by a reset instead of the first answer': saying(OPEN, reset),
  'in the middle of rows': saying(OPEN, (socket) => socket.end(Buffer.concat([COPYING, ROW]))),
  'by a reset in the middle of rows': saying(OPEN, (socket) =>
    socket.write(Buffer.concat([COPYING, ROW]), () => setImmediate(() => reset(socket))),
  ),
  'with the first answer': saying(OPEN, goodbye(ANSWERED)),
  'between statements': saying(OPEN, (socket) => {
    answer(socket);
    setImmediate(() => goodbye()(socket));
  }),
  'instead of the second answer': saying(OPEN, answer, goodbye()),
  'by a reset instead of the second answer': saying(OPEN, answer, reset),
};

/** Listens as PostgreSQL would and ends each connection in that way. */
export async function startEndingServer(end: (socket: Socket) => void) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    end(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `postgres://nobody:none@127.0.0.1:${port}/none`;
  /** Resolves once every connection is closed. */
  const stop = async () => {
    const closed = once(server, 'close');
    server.close();
    await closed;
  };
  return { url, stop };
}
