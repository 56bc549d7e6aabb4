import { type Attributes, SeverityNumber } from '@opentelemetry/api';
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import type { RequestDescription, RequestEnd } from './http-histogram.ts';
import { destinationOf } from './logger.ts';
import { recordSink, type SinkRecord } from './otlp/record-sink.ts';
import { hrTime } from './own/hr-time.ts';
import type { OwnSpan } from './own/own-span.ts';

/** A request that has ended, for its line. */
export interface Access {
  request: FastifyRequest;
  description: RequestDescription;
  end: RequestEnd;
  seconds: number;
  /** Of the request, where it is kept. */
  span: OwnSpan | undefined;
}

const instrumentationScope = { name: 'tallyscope' };

/** The fields in the order that pino would have them in; none holds what a client sent, except a method that Node knows. */
function lineOf({ request, description, end, seconds, span }: Access, time: number): string {
  const { method, route } = description;
  let line = `{"level":30,"time":${time},"request.id":${JSON.stringify(request.id)}`;
  if (span) {
    const { traceId, spanId } = span.spanContext();
    line += `,"trace_id":"${traceId}","span_id":"${spanId}","trace_flags":"01"`;
  }
  line += `,"http.request.method":"${method}"`;
  if (route !== undefined) line += `,"http.route":${JSON.stringify(route)}`;
  if (end.status !== undefined) line += `,"http.response.status_code":${end.status}`;
  line += `,"http.server.request.duration":${seconds}`;
  if (end.errorType !== undefined) line += `,"error.type":"${end.errorType}"`;
  return `${line},"msg":"request"}\n`;
}

/** Not by way of the Logs API, which makes a WeakSet for every attribute to check it: twice the work. */
function recordOf({ request, description, end, seconds, span }: Access, time: number): SinkRecord {
  const { method, route } = description;
  const attributes: Attributes = { 'request.id': request.id, 'http.request.method': method };
  if (route !== undefined) attributes['http.route'] = route;
  if (end.status !== undefined) attributes['http.response.status_code'] = end.status;
  attributes['http.server.request.duration'] = seconds;
  if (end.errorType !== undefined) attributes['error.type'] = end.errorType;
  const at = hrTime(time);
  return {
    hrTime: at,
    hrTimeObserved: at,
    severityNumber: SeverityNumber.INFO,
    severityText: 'info',
    body: 'request',
    attributes,
    droppedAttributesCount: 0,
    instrumentationScope,
    ...(span && { spanContext: span.spanContext() }),
  };
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
    recordSink()?.(recordOf(access, time));
  };
}
