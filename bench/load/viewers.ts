import { connect, type Socket } from 'node:net';
import { percentile } from '../statistics.ts';

/** Viewers of one live stream in this process. */
export interface Viewers {
  /** Resolves when every viewer has been sent at least so many votes in all; gives milliseconds from `since` at each. */
  seen(total: number, since: number): Promise<Float64Array>;
  close(): void;
}

const TOTAL = /"total":(\d+)/g;

/** Opens `count` live streams, a few at a time, and resolves when each has got its first numbers. */
export async function openViewers(port: number, path: string, count: number): Promise<Viewers> {
  const totals = new Float64Array(count).fill(-1);
  let seen = (_viewer: number) => {};
  const sockets: Socket[] = [];
  for (let viewer = 0; viewer < count; viewer++) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET ${path} HTTP/1.1\r\nhost: bench\r\naccept: text/event-stream\r\n\r\n`);
    socket.on('error', reject);
    socket.on('data', (data: Buffer) => {
      const last = [...data.toString('latin1').matchAll(TOTAL)].at(-1)?.[1];
      if (last === undefined) return;
      totals[viewer] = Number(last);
      seen(viewer);
      resolve();
    });
    sockets.push(socket);
    // As many at once as a listening socket keeps waiting.
    if (viewer % 100 === 99 || viewer === count - 1) await promise;
    else promise.catch(() => undefined);
  }
  return {
    seen(total, since) {
      const delays = new Float64Array(count).fill(-1);
      let missing = count;
      const { promise, resolve } = Promise.withResolvers<Float64Array>();
      seen = (viewer) => {
        if (delays[viewer] !== -1 || (totals[viewer] ?? 0) < total) return;
        delays[viewer] = performance.now() - since;
        if (--missing === 0) resolve(delays);
      };
      for (let viewer = 0; viewer < count; viewer++) seen(viewer);
      return promise;
    },
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The 99th percentile of the delays. */
export const slowest = (delays: Float64Array) => percentile(delays, 0.99);
