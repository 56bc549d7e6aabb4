import { connect } from 'node:net';

/** Connections to open, and from which address of the loopback: one has some 28,000 ports. */
export interface IdleJob {
  port: number;
  count: number;
  localAddress: string;
}

/** How many are open, whenever it changes, once a quarter of a second. */
export interface IdleCount {
  open: number;
  /** Whether all that will open have been opened. */
  complete: boolean;
}

const AT_ONCE = 250;
const TELL_MS = 250;
const REQUEST = 'GET /healthz HTTP/1.1\r\nhost: bench\r\n\r\n';

/** Opens connections that ask once and then keep still, and tells how many are open until none is. */
export async function openIdle(
  { port, count, localAddress }: IdleJob,
  tell: (count: IdleCount) => void,
): Promise<void> {
  let open = 0;
  let complete = false;
  const timer = setInterval(() => tell({ open, complete }), TELL_MS);
  for (let left = count; left > 0; left -= AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, left) }, () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const socket = connect({ host: '127.0.0.1', port, localAddress }, () => socket.write(REQUEST));
      socket.once('data', () => {
        open += 1;
        socket.resume().once('close', () => {
          open -= 1;
        });
        resolve();
      });
      socket.once('error', () => resolve()).once('end', () => resolve());
      return promise;
    });
    await Promise.all(some);
  }
  complete = true;
  while (open > 0) await new Promise((resolve) => setTimeout(resolve, TELL_MS));
  clearInterval(timer);
  tell({ open, complete });
}
