import { connect, type Socket } from 'node:net';

/** Connections to open, from addresses of the loopback that nobody else uses. */
export interface IdleJob {
  port: number;
  count: number;
  localAddresses: readonly string[];
}

/** How many are open, whenever it changes, once a quarter of a second. */
export interface IdleCount {
  open: number;
  /** Whether all that will open have been opened. */
  complete: boolean;
}

const AT_ONCE = 250;
const TELL_MS = 250;
/** A connection asks again before the service takes it for idle, until all others are there, too. */
const ASK_AGAIN_MS = 60_000;
const REQUEST = 'GET /healthz HTTP/1.1\r\nhost: bench\r\n\r\n';

/** Opens connections that ask and then keep still once `resting` is settled; tells how many are open until none is. */
export async function openIdle(
  { port, count, localAddresses }: IdleJob,
  { tell, resting }: { tell(count: IdleCount): void; resting: Promise<unknown> },
): Promise<void> {
  const asked = new Map<Socket, number>();
  const ask = (socket: Socket) => {
    asked.set(socket, performance.now());
    socket.write(REQUEST);
  };
  let complete = false;
  const timer = setInterval(() => tell({ open: asked.size, complete }), TELL_MS);
  const awake = setInterval(() => {
    const due = performance.now() - ASK_AGAIN_MS;
    for (const [socket, at] of asked) if (at < due) ask(socket);
  }, TELL_MS);
  resting.then(() => clearInterval(awake));
  for (let left = count; left > 0; left -= AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, left) }, (_, index) => {
      const localAddress = localAddresses[index % localAddresses.length];
      const { promise, resolve } = Promise.withResolvers<void>();
      const socket = connect({ host: '127.0.0.1', port, localAddress }, () => socket.write(REQUEST));
      socket.once('data', () => {
        asked.set(socket, performance.now());
        socket.resume().once('close', () => asked.delete(socket));
        resolve();
      });
      socket.once('error', () => resolve()).once('end', () => resolve());
      return promise;
    });
    await Promise.all(some);
  }
  complete = true;
  await resting;
  while (asked.size > 0) await new Promise((resolve) => setTimeout(resolve, TELL_MS));
  clearInterval(timer);
  tell({ open: 0, complete });
}
