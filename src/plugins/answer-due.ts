import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isSafe } from './safe-methods.ts';

/** Properties of a connection that Node's types leave out: the answer that goes out next, and the request read last. */
type Inside = Socket & {
  _httpMessage?: ServerResponse | null;
  parser?: { incoming?: IncomingMessage | null } | null;
};

/** The answer that a connection waits for first; undefined for a request that has not come completely. */
export function answerDue(socket: Inside): ServerResponse | undefined {
  const { _httpMessage: due, parser } = socket;
  const isBroken = due && due.req === parser?.incoming && !due.req.complete;
  return due && !isBroken ? due : undefined;
}

/**
 * Still answers a vote or another change whose client has closed its side of the connection; by itself Node drops that
 * answer. A client that does so after it asked for a page or a live stream, and for nothing else, counts as gone.
 */
export function answerHalfClosed({ server }: { server: Server }): void {
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('connection', (socket: Inside) =>
    socket.once('end', () => {
      const due = answerDue(socket);
      if (due && due.req === socket.parser?.incoming && isSafe(due.req.method)) socket.destroy();
    }),
  );
}
