import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerDue } from '#src/plugins/answer-due.ts';
import { problemDocument, toProblem } from '#src/plugins/problem.ts';

/** What a client may take of the server before it has sent a whole request. Sizes in bytes, times in milliseconds. */
export interface ServerLimits {
  /** A question with every text at its limit is a tenth of it. */
  body: number;
  headers: number;
  headerCount: number;
  /** From the connection, or the first byte of a further request, to the last header. */
  headersTime: number;
  /** To the last byte of the body. */
  requestTime: number;
  /** Between two requests: longer than proxies keep a connection, so that they never write to one that is being closed. */
  idleTime: number;
  /** How often connections are looked at; a limit may be passed by as much. */
  checkTime: number;
  /** Connections that may wait until the process takes them. */
  backlog: number;
}

/** The limits that docs/limits.md tells of. */
export const SERVER_LIMITS: ServerLimits = {
  body: 128 * 1024,
  headers: 16 * 1024,
  headerCount: 100,
  headersTime: 10_000,
  requestTime: 30_000,
  idleTime: 75_000,
  checkTime: 2000,
  // As many as Linux lets wait unless it is told otherwise; Node by itself asks for 511.
  backlog: 4096,
};

const titles: Record<string, [status: number, title: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Payload Too Large'],
};

const problemText = (status: number, title: string) =>
  JSON.stringify({ type: 'urn:tallyscope:problem:request', title, status });

/** Connections that are refused once the answers that are due have gone out. */
const refusing = new WeakSet<Socket>();

/**
 * Answers a malformed or late request with a problem (RFC 9457) and closes the connection. Answers to earlier requests of the
 * connection go out first: a voter would take this one for the answer to the vote.
 */
function refuse(error: { code?: string }, socket: Socket): void {
  const { code } = error;
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const before = answerDue(socket);
  if (before) {
    if (refusing.has(socket)) return;
    refusing.add(socket);
    before.once('close', () => {
      refusing.delete(socket);
      refuse(error, socket);
    });
    return;
  }
  const [status, title] = titles[code ?? ''] ?? [400, 'Bad Request'];
  const body = problemText(status, title);
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

/** Answers an address that cannot be decoded with a problem; Fastify runs no hooks for it. */
function refuseAddress(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const problem = toProblem(error);
  reply
    .code(problem.statusCode)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(problemDocument(problem));
}

/** Options of Fastify that hold a server to the limits. */
export const serverOptions = (limits: ServerLimits = SERVER_LIMITS) => ({
  bodyLimit: limits.body,
  requestTimeout: limits.requestTime,
  keepAliveTimeout: limits.idleTime,
  clientErrorHandler: refuse,
  frameworkErrors: refuseAddress,
  http: {
    // Node would answer without a body: browserSecurity does it with one.
    requireHostHeader: false,
    maxHeaderSize: limits.headers,
    headersTimeout: limits.headersTime,
    connectionsCheckingInterval: limits.checkTime,
  },
});

/** Limits that are set on the server itself: connections beyond the most are closed at once, and an Expect that is not understood gets a problem. */
export function limitServer(
  { server }: Pick<FastifyInstance, 'server'>,
  { connections, headerCount = SERVER_LIMITS.headerCount }: { connections: number; headerCount?: number },
): void {
  server.maxConnections = connections;
  // Whoever sends more is refused like one who sends too large ones.
  server.maxHeadersCount = headerCount;
  server.on('checkExpectation', (_request, response) => {
    response.writeHead(417, { 'content-type': 'application/problem+json' });
    response.end(problemText(417, 'Expectation Failed'));
  });
}
