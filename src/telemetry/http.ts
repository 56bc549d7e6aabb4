import type { ServerResponse } from 'node:http';
import { context, SpanStatusCode } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { type Access, accessLog } from './access-log.ts';
import { describeRequest, type RequestDescription, recordRequest } from './http-histogram.ts';
import { OwnContext } from './own/own-context.ts';
import { OwnSpan, spanSink } from './own/own-span.ts';
import { streamOpened } from './signals.ts';
import { parseTraceparent } from './traceparent.ts';

interface RequestTelemetry {
  request: FastifyRequest;
  reply: FastifyReply;
  log: (access: Access) => void;
  description: RequestDescription;
  /** Its span and the context in which that one is active, where the request is kept. */
  active: OwnContext | undefined;
  startedAt: number;
  stream: boolean;
}

const state = Symbol('telemetry');
type ObservedRequest = FastifyRequest & { [state]: RequestTelemetry | null };
type ObservedResponse = ServerResponse & { [state]?: RequestTelemetry | undefined };
const stateOf = (request: FastifyRequest) => (request as ObservedRequest)[state];

/**
 * Starts the span of a request that is kept. Only such a request is worth a context: carrying one through every await costs
 * more than the span. A public `traceparent` is somebody else's claim: linked, never the parent.
 */
function startSpan(name: string, header: string | string[] | undefined): OwnContext | undefined {
  const span = OwnSpan.ofRequest(name);
  if (!span) return undefined;
  const remote = parseTraceparent(typeof header === 'string' ? header : undefined);
  if (remote) span.addLink({ context: remote });
  return new OwnContext(span);
}

function finish({ request, reply, log, description, active, startedAt }: RequestTelemetry): void {
  const seconds = (performance.now() - startedAt) / 1000;
  const end = recordRequest(description, reply, seconds);
  if (active && end.failed) active.span.setStatus({ code: SpanStatusCode.ERROR });
  active?.span.endAs(end.common);
  // Failures always get an access line; successes do where they are traced, or all of them where nothing is.
  if (active || end.errorType !== undefined || !spanSink())
    log({ request, description, end, seconds, span: active?.span });
}

/** Listens on every response: one function for all is less to allocate than a closure for each. */
function closed(this: ObservedResponse): void {
  const observed = this[state];
  this[state] = undefined;
  if (observed && !observed.stream) finish(observed);
}

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
      const startedAt = performance.now();
      const active = startSpan(description.name, request.headers.traceparent);
      const observed = { request, reply, log, description, active, startedAt, stream: false };
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
  return stateOf(request)?.active?.span.spanContext().traceId;
}

/**
 * A live stream begins to answer: its span ends here and its duration, which is the voter's patience, stays out of the
 * latency histogram; `live.streams` counts it until it closes.
 */
export function streamStarted(request: FastifyRequest, reply: FastifyReply): void {
  const observed = stateOf(request);
  if (!observed || observed.stream) return;
  observed.stream = true;
  const { description, active } = observed;
  active?.span.setAttributes({ ...description.attributes, 'http.response.status_code': 200 }).end();
  reply.raw.once('close', streamOpened(description.route ?? ''));
}
