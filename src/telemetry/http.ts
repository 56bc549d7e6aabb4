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
import {
  describeRequest,
  type RequestDescription,
  type RequestEnd,
  recordRequest,
} from './http-histogram.ts';
import { streamOpened } from './signals.ts';
import { parseTraceparent } from './traceparent.ts';

interface RequestTelemetry {
  description: RequestDescription;
  span: Span;
  active: Context | undefined;
  startedAt: number;
  stream: boolean;
}

const tracer = trace.getTracer('tallyscope');
const state = Symbol('telemetry');
type ObservedRequest = FastifyRequest & { [state]: RequestTelemetry | null };
const stateOf = (request: FastifyRequest) => (request as ObservedRequest)[state];

/** A public `traceparent` is somebody else's claim: linked, never the parent. */
function linksOf(header: string | string[] | undefined): Link[] {
  const remote = parseTraceparent(typeof header === 'string' ? header : undefined);
  return remote ? [{ context: remote }] : [];
}

/** Only a kept span is worth a context: carrying one through every await of a request costs more than the span. */
const activeFor = (span: Span) => (isSampled(span) ? trace.setSpan(ROOT_CONTEXT, span) : undefined);

function start(request: FastifyRequest, description: RequestDescription): RequestTelemetry {
  const links = linksOf(request.headers.traceparent);
  const options = { kind: SpanKind.SERVER, root: true, links };
  const span = tracer.startSpan(description.name, options, ROOT_CONTEXT);
  // Given at the start they would be checked and copied for the spans that are dropped too.
  if (isSampled(span)) span.setAttributes(description.attributes);
  return { description, span, active: activeFor(span), startedAt: performance.now(), stream: false };
}

function finish(request: FastifyRequest, reply: FastifyReply, observed: RequestTelemetry): void {
  const { span, description } = observed;
  if (observed.stream) return;
  const seconds = (performance.now() - observed.startedAt) / 1000;
  const end = recordRequest(description, reply, seconds);
  const sampled = isSampled(span);
  if (sampled) {
    if (end.status !== undefined) span.setAttribute('http.response.status_code', end.status);
    if (end.errorType !== undefined) span.setAttribute('error.type', end.errorType);
    if (end.failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }
  // The share of successes that is traced also gets an access line, all where nothing is traced; failures always do.
  if (sampled || end.errorType !== undefined || !isSpanContextValid(span.spanContext()))
    context.with(observed.active ?? ROOT_CONTEXT, () => logAccess(request, observed, end, seconds));
}

const isSampled = (span: Span) => (span.spanContext().traceFlags & 1) === 1;

function logAccess(
  request: FastifyRequest,
  { description }: RequestTelemetry,
  { status, errorType }: RequestEnd,
  seconds: number,
): void {
  request.log.info(
    {
      'http.request.method': request.method,
      'http.route': description.route,
      'http.response.status_code': status,
      'http.server.request.duration': seconds,
      'error.type': errorType,
    },
    'request',
  );
}

/**
 * The server side of a request as a Fastify plugin: one SERVER span and one `http.server.request.duration` each, ended
 * when the connection is done with the answer. `onResponse` would miss every client that left. Register it first.
 */
export const httpTelemetry = fastifyPlugin(
  async (app) => {
    app.decorateRequest(state, null);
    app.addHook('onRequest', (request, reply, done) => {
      const description = describeRequest(request);
      if (description.probe) return done();
      const observed = start(request, description);
      (request as ObservedRequest)[state] = observed;
      reply.raw.once('close', () => finish(request, reply, observed));
      if (observed.active) context.with(observed.active, done);
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
  observed.span.setAttribute('http.response.status_code', 200);
  observed.span.end();
  reply.raw.once('close', streamOpened(observed.description.route ?? ''));
}
