import { type Context, logs, ROOT_CONTEXT, SeverityNumber, trace } from '@opentelemetry/api';
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import type { RequestDescription, RequestEnd } from './http-histogram.ts';
import { destinationOf } from './logger.ts';

/** A request that has ended, for its line. */
export interface Access {
  request: FastifyRequest;
  description: RequestDescription;
  end: RequestEnd;
  seconds: number;
  /** Of the span of the request, where it is kept. */
  active: Context | undefined;
}

const records = logs.getLogger('tallyscope');

/** The fields in the order that pino would have them in; none holds what a client sent, except a method that Node knows. */
function lineOf({ request, description, end, seconds, active }: Access, time: number): string {
  const { method, route } = description;
  const span = active && trace.getSpanContext(active);
  let line = `{"level":30,"time":${time},"request.id":${JSON.stringify(request.id)}`;
  if (span) line += `,"trace_id":"${span.traceId}","span_id":"${span.spanId}","trace_flags":"01"`;
  line += `,"http.request.method":"${method}"`;
  if (route !== undefined) line += `,"http.route":${JSON.stringify(route)}`;
  if (end.status !== undefined) line += `,"http.response.status_code":${end.status}`;
  line += `,"http.server.request.duration":${seconds}`;
  if (end.errorType !== undefined) line += `,"error.type":"${end.errorType}"`;
  return `${line},"msg":"request"}\n`;
}

function record({ request, description, end, seconds, active }: Access, time: number): void {
  records.emit({
    timestamp: time,
    observedTimestamp: time,
    severityNumber: SeverityNumber.INFO,
    severityText: 'info',
    body: 'request',
    context: active ?? ROOT_CONTEXT,
    attributes: {
      'request.id': request.id,
      'http.request.method': description.method,
      'http.route': description.route,
      'http.response.status_code': end.status,
      'http.server.request.duration': seconds,
      'error.type': end.errorType,
    },
  });
}

/**
 * Gives what writes the line of a request that has ended: to where the logger writes, and as a log record, where the
 * logger's level takes `info`. By way of the logger each would become JSON, be parsed for its record, and JSON again.
 */
export function accessLog(logger: FastifyBaseLogger): (access: Access) => void {
  const destination = destinationOf(logger);
  if (!destination) return () => {};
  return (access) => {
    if (!destination.takes('info')) return;
    const time = Date.now();
    destination.write(lineOf(access, time));
    record(access, time);
  };
}
