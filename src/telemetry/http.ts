import {
  type Context,
  context,
  isSpanContextValid,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { describeRequest, recordRequest } from './http-histogram.ts';
import { streamOpened } from './signals.ts';
import { parseTraceparent } from './traceparent.ts';

interface RequestTelemetry {
  span: Span;
  active: Context;
  startedAt: number;
  stream: boolean;
}

/** Probes and scrapes come every few seconds and say nothing of what voters see. */
const unobserved = new Set(['/healthz', '/readyz', '/metrics']);
const byRequest = new WeakMap<FastifyRequest, RequestTelemetry>();

/** A public `traceparent` is somebody else's claim: linked, never the parent. */
function linksOf(header: string | string[] | undefined): Link[] {
  const remote = parseTraceparent(typeof header === 'string' ? header : undefined);
  return remote ? [{ context: remote }] : [];
}

function start(request: FastifyRequest): RequestTelemetry {
  const { attributes, name } = describeRequest(request);
  const options = {
    kind: SpanKind.SERVER,
    root: true,
    attributes,
    links: linksOf(request.headers.traceparent),
  };
  const span = trace.getTracer('tallyscope').startSpan(name, options, ROOT_CONTEXT);
  return { span, active: trace.setSpan(ROOT_CONTEXT, span), startedAt: performance.now(), stream: false };
}

function finish(request: FastifyRequest, reply: FastifyReply, state: RequestTelemetry): void {
  const { span } = state;
  if (state.stream) return;
  const seconds = (performance.now() - state.startedAt) / 1000;
  const end = recordRequest(request, reply, seconds);
  if (end.status !== undefined) span.setAttribute('http.response.status_code', end.status);
  if (end.errorType !== undefined) span.setAttribute('error.type', end.errorType);
  if (end.failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
  // The share of successes that is traced also gets an access line, all where nothing is traced; failures always do.
  if (isSampled(span) || !isSpanContextValid(span.spanContext()) || end.errorType !== undefined)
    context.with(state.active, () => logAccess(request, end.status, seconds, end.errorType));
}

const isSampled = (span: Span) => (span.spanContext().traceFlags & 1) === 1;

function logAccess(
  request: FastifyRequest,
  status: number | undefined,
  seconds: number,
  error: string | undefined,
) {
  const line = { method: request.method, route: request.routeOptions.url, status, seconds, error };
  request.log.info(line, 'request');
}

/**
 * The server side of a request as a Fastify plugin: one SERVER span and one `http.server.request.duration` each, ended
 * when the connection is done with the answer. `onResponse` would miss every client that left. Register it first.
 */
export const httpTelemetry = fastifyPlugin(
  async (app) => {
    app.addHook('onRequest', (request, reply, done) => {
      if (unobserved.has(request.routeOptions.url ?? '')) return done();
      const state = start(request);
      byRequest.set(request, state);
      reply.raw.once('close', () => finish(request, reply, state));
      context.with(state.active, done);
    });
    // Reading a body continues on the socket's events, outside the context that onRequest set.
    app.addHook('preValidation', (request, _reply, done) => {
      const state = byRequest.get(request);
      if (!state || context.active() === state.active) return done();
      context.with(state.active, done);
    });
  },
  { name: 'http-telemetry', fastify: '5.x' },
);

/** The id of the trace that shows this request, where one is kept. */
export function traceIdOf(request: FastifyRequest): string | undefined {
  const span = byRequest.get(request)?.span;
  return span && isSampled(span) ? span.spanContext().traceId : undefined;
}

/**
 * A live stream begins to answer: its span ends here and its duration, which is the voter's patience, stays out of the
 * latency histogram; `live.streams` counts it until it closes.
 */
export function streamStarted(request: FastifyRequest, reply: FastifyReply): void {
  const state = byRequest.get(request);
  if (!state || state.stream) return;
  state.stream = true;
  state.span.setAttribute('http.response.status_code', 200);
  state.span.end();
  reply.raw.once('close', streamOpened(describeRequest(request).route ?? ''));
}
