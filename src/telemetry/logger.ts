import { createRequire } from 'node:module';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger, LoggerOptions } from 'pino';

const quoted = /"[^"]*"|'[^']*'/g;

/** What of an error may be logged: database errors carry the refused row in their text, `detail` and `parameters`. */
function describeError(error: Error): Record<string, unknown> {
  const code = (error as { code?: unknown }).code;
  const fromDatabase =
    error.name.startsWith('Sequelize') || (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code));
  const [, ...frames] = (error.stack ?? '').split('\n    at ');
  return {
    type: error.name,
    message: fromDatabase ? error.message.replaceAll(quoted, '"…"') : error.message,
    ...(code !== undefined && { code }),
    stack: frames.map((frame) => `    at ${frame}`).join('\n'),
    ...(error.cause instanceof Error && { cause: describeError(error.cause) }),
  };
}

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
      err: describeError,
      error: (error: unknown) => (error instanceof Error ? describeError(error) : error),
    },
  };
}

// An `import` would get pino before the instrumentation has wrapped it: that one only sees `require`.
const pino = createRequire(import.meta.url)('pino') as (options: LoggerOptions) => Logger;

/** A logger for what happens outside of requests, with the same options and the same way to OTLP. */
export function createLogger(level: string): Logger {
  return pino(loggerOptions(level));
}
