import { connect, type Socket } from 'node:net';

const AT_ONCE = 500;
/** Connections from one address; it has some 28,000 ports. */
const PER_ADDRESS = 20_000;

/** Opens connections that say nothing, from as many addresses of the loopback as it takes; gives those that are open. */
export async function openIdle(port: number, count: number): Promise<Socket[]> {
  const open: Socket[] = [];
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => {
      const localAddress = `127.0.0.${2 + Math.floor((from + index) / PER_ADDRESS)}`;
      return new Promise<void>((resolve) => {
        const socket = connect({ host: '127.0.0.1', port, localAddress });
        // What is not read hides that the other end has closed.
        socket.resume();
        socket.once('connect', () => {
          open.push(socket);
          resolve();
        });
        socket.once('error', () => resolve());
      });
    });
    await Promise.all(some);
  }
  return open.filter(({ destroyed }) => !destroyed);
}
