import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Milliseconds from the moment the service stops. */
export interface EndTimes {
  /** Until connections are closed on which nothing has come. */
  silent: number;
  /** Until all are closed: longer than a vote waits for a database that says nothing, shorter than any supervisor of ours waits. */
  all: number;
  /** How often connections are looked at. */
  check: number;
}

/** The times that docs/limits.md tells of. */
const END_TIMES: EndTimes = { silent: 1000, all: 25_000, check: 250 };

/**
 * Makes sure that a server that is closed ends. Node closes the connections that are idle at that moment and waits for the
 * others without a limit: one that a browser has opened in advance, or whose client is lost, would keep it for ever.
 */
export function endConnections(
  app: Pick<FastifyInstance, 'server' | 'addHook' | 'log'>,
  times: EndTimes = END_TIMES,
): void {
  const { server, log } = app;
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  app.addHook('preClose', async () => {
    const began = performance.now();
    const timer = setInterval(() => {
      const passed = performance.now() - began;
      server.closeIdleConnections();
      if (passed >= times.all) {
        log.warn(`${open.size} connections are cut off: they did not end while the service stopped`);
        server.closeAllConnections();
        clearInterval(timer);
      } else if (passed >= times.silent) {
        for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
      }
    }, times.check);
    server.once('close', () => clearInterval(timer));
  });
}
