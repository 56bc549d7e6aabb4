import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What Node knows of a connection and does not tell in its types: the answer that goes out next, and what was read last. */
type Inside = Socket & {
  _httpMessage?: ServerResponse | null;
  parser?: { incoming?: IncomingMessage | null } | null;
};

/** The answer that a connection waits for first; none for a request of which the rest is missing. */
export function answerDue(socket: Inside): ServerResponse | undefined {
  const { _httpMessage: due, parser } = socket;
  const isBroken = due && due.req === parser?.incoming && !due.req.complete;
  return due && !isBroken ? due : undefined;
}

const READING: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD']);

/**
 * Has who closes its side of a connection behind a vote or another change be told what became of it; by itself Node gives
 * that answer to nobody. Who closes it behind a page or a live stream, with nothing else asked for, is taken for gone.
 */
export function answerHalfClosed({ server }: { server: Server }): void {
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('connection', (socket: Inside) =>
    socket.once('end', () => {
      const due = answerDue(socket);
      if (due && due.req === socket.parser?.incoming && READING.has(due.req.method)) socket.destroy();
    }),
  );
}
