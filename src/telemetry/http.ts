import type { ServerResponse } from 'node:http';
import {
  type Context,
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { type Access, accessLog } from './access-log.ts';
import { describeRequest, type RequestDescription, recordRequest } from './http-histogram.ts';
import { streamOpened } from './signals.ts';
import { parseTraceparent } from './traceparent.ts';

interface RequestTelemetry {
  request: FastifyRequest;
  reply: FastifyReply;
  log: (access: Access) => void;
  description: RequestDescription;
  span: Span;
  active: Context | undefined;
  startedAt: number;
  stream: boolean;
}

const tracer = trace.getTracer('tallyscope');
const state = Symbol('telemetry');
type ObservedRequest = FastifyRequest & { [state]: RequestTelemetry | null };
type ObservedResponse = ServerResponse & { [state]?: RequestTelemetry | undefined };
const stateOf = (request: FastifyRequest) => (request as ObservedRequest)[state];

const server: SpanOptions = { kind: SpanKind.SERVER };

/** A public `traceparent` is somebody else's claim: linked, never the parent. */
function optionsOf(header: string | string[] | undefined): SpanOptions {
  const remote = parseTraceparent(typeof header === 'string' ? header : undefined);
  return remote ? { ...server, links: [{ context: remote }] } : server;
}

/** Only a kept span is worth a context: carrying one through every await of a request costs more than the span. */
const activeFor = (span: Span) => (isSampled(span) ? trace.setSpan(ROOT_CONTEXT, span) : undefined);

function finish({ request, reply, log, description, span, active, startedAt }: RequestTelemetry): void {
  const seconds = (performance.now() - startedAt) / 1000;
  const end = recordRequest(description, reply, seconds);
  const sampled = isSampled(span);
  if (sampled) {
    // Past `setAttribute`, which makes a WeakSet for each, to check it: those are the same objects for every request.
    Object.assign((span as unknown as ReadableSpan).attributes, end.attributes);
    if (end.failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }
  // The share of successes that is traced also gets an access line, all where nothing is traced; failures always do.
  if (sampled || end.errorType !== undefined || !isSpanContextValid(span.spanContext()))
    log({ request, description, end, seconds, active });
}

/** Listens on every response: one function for all is less to allocate than a closure for each. */
function closed(this: ObservedResponse): void {
  const observed = this[state];
  this[state] = undefined;
  if (observed && !observed.stream) finish(observed);
}

const isSampled = (span: Span) => (span.spanContext().traceFlags & 1) === 1;

/**
 * The server side of a request as a Fastify plugin: one SERVER span and one `http.server.request.duration` each, ended
 * when the connection is done with the answer. `onResponse` would miss every client that left. Register it first.
 */
export const httpTelemetry = fastifyPlugin(
  async (app) => {
    app.decorateRequest(state, null);
    const log = accessLog(app.log);
    app.addHook('onRequest', (request, reply, done) => {
      const description = describeRequest(request);
      if (description.probe) return done();
      // The empty context makes it a root; asked for, the SDK would copy it first.
      const span = tracer.startSpan(description.name, optionsOf(request.headers.traceparent), ROOT_CONTEXT);
      const active = activeFor(span);
      const startedAt = performance.now();
      const observed = { request, reply, log, description, span, active, startedAt, stream: false };
      (request as ObservedRequest)[state] = observed;
      (reply.raw as ObservedResponse)[state] = observed;
      reply.raw.on('close', closed);
      if (active) context.with(active, done);
      else done();
    });
    // Reading a body continues on the socket's events, outside the context that onRequest set.
    app.addHook('preValidation', (request, _reply, done) => {
      const active = stateOf(request)?.active;
      if (active && context.active() !== active) context.with(active, done);
      else done();
    });
  },
  { name: 'http-telemetry', fastify: '5.x' },
);

/** The id of the trace that shows this request, where one is kept. */
export function traceIdOf(request: FastifyRequest): string | undefined {
  const span = stateOf(request)?.span;
  return span && isSampled(span) ? span.spanContext().traceId : undefined;
}

/**
 * A live stream begins to answer: its span ends here and its duration, which is the voter's patience, stays out of the
 * latency histogram; `live.streams` counts it until it closes.
 */
export function streamStarted(request: FastifyRequest, reply: FastifyReply): void {
  const observed = stateOf(request);
  if (!observed || observed.stream) return;
  observed.stream = true;
  observed.span.setAttributes({ ...observed.description.attributes, 'http.response.status_code': 200 });
  observed.span.end();
  reply.raw.once('close', streamOpened(observed.description.route ?? ''));
}
