import { createRequire } from 'node:module';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import type Pino from 'pino';
import type { Logger, LoggerOptions } from 'pino';
import { LogOutput } from './log-output.ts';

const quoted = /"[^"]*"|'[^']*'/g;

/** An error, or a copy of one: pg-boss tells of those in its rounds by plain objects, which have no name. */
type ErrorLike = Pick<Error, 'message' | 'stack' | 'cause'> & { name?: string; code?: unknown };

const isErrorLike = (value: unknown): value is ErrorLike =>
  typeof (value as Partial<ErrorLike> | null | undefined)?.message === 'string';

/** What of an error may be logged: database errors carry the refused row in their text, `detail` and `parameters`. */
function describeError({
  name = 'Error',
  message,
  code,
  stack = '',
  cause,
}: ErrorLike): Record<string, unknown> {
  const fromDatabase =
    name.startsWith('Sequelize') || (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code));
  const [, ...frames] = stack.split('\n    at ');
  return {
    type: name,
    message: fromDatabase ? message.replaceAll(quoted, '"…"') : message,
    ...(code !== undefined && { code }),
    stack: frames.map((frame) => `    at ${frame}`).join('\n'),
    ...(isErrorLike(cause) && { cause: describeError(cause) }),
  };
}

const describeThrown = (thrown: unknown) => (isErrorLike(thrown) ? describeError(thrown) : thrown);

const secret = new Set([
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'token',
  'credential',
  'secret',
]);

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** A copy of plain data with `[redacted]` for what such keys hold, as deep as log lines go. */
function hideSecrets(value: unknown, depth = 4): unknown {
  if (!isPlain(value) || depth === 0) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secret.has(key.toLowerCase()) ? '[redacted]' : hideSecrets(item, depth - 1),
    ]),
  );
}

/**
 * Options of the program's pino logger, for Fastify: JSON lines on stdout. Requests are written without address, query
 * and headers, errors without the values that caused them. Trace ids and the way to OTLP are the instrumentation's.
 */
export function loggerOptions(level: string): LoggerOptions {
  return {
    level,
    base: null,
    // Not pino's redaction: it runs again for the child logger of every request.
    formatters: { log: (line) => hideSecrets(line) as Record<string, unknown> },
    serializers: {
      req: ({ method, routeOptions }: FastifyRequest) => ({ method, route: routeOptions?.url }),
      res: ({ statusCode }: FastifyReply) => ({ statusCode }),
      err: describeThrown,
      error: describeThrown,
    },
  };
}

// An `import` would get pino before the instrumentation has wrapped it: that one only sees `require`.
const pino = createRequire(import.meta.url)('pino') as typeof Pino;

// All loggers of the program write here, so that their lines are in order. Reading `fd` makes Node open the stream, and a full
// pipe then fails a write instead of blocking it.
const standardOutput = new LogOutput(process.stdout.fd);

/** The options for Fastify, whose logger writes to standard output. */
export const serverLogger = (level: string) => ({ ...loggerOptions(level), stream: standardOutput });

/** A logger for what happens outside of requests, with the same options and the same way to OTLP. */
export function createLogger(level: string): Logger {
  return pino(loggerOptions(level), standardOutput);
}

const metadata = Symbol.for('pino.metadata');

interface Stream {
  write(line: string): void;
  writeSoon?(line: string): void;
  /** Of the two that the instrumentation makes of one: where it wrote before, and the copy for OTLP. */
  streams?: { stream: Stream }[];
  /** Whether it asks for more than the line, as the copy does. */
  [metadata]?: boolean;
}

/**
 * Where a logger writes, past its copy for OTLP, at the end of the turn where it can; and whether its level takes a line.
 * Undefined for one that does not write.
 */
export function destinationOf(
  logger: FastifyBaseLogger,
): { takes: (level: string) => boolean; write: (line: string) => void } | undefined {
  const written = logger as unknown as Partial<Logger> & Record<symbol, Stream | undefined>;
  const { isLevelEnabled, [pino.symbols.streamSym]: stream } = written;
  if (!stream || !isLevelEnabled) return undefined;
  const own = stream.streams?.find((each) => !each.stream[metadata])?.stream ?? stream;
  return {
    takes: (level) => isLevelEnabled.call(logger, level),
    write: (line) => (own.writeSoon ? own.writeSoon(line) : own.write(line)),
  };
}
