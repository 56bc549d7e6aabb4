import type { Attributes } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ownMetrics } from './names.ts';
import { type HistogramSeries, OwnHistogram } from './own-histogram.ts';

const duration = new OwnHistogram(ownMetrics.httpServerRequestDuration);

export interface RequestDescription {
  method: string;
  /** Fastify's `:slug` as `{slug}`; undefined where no route matched, since a raw path is unbounded. */
  route: string | undefined;
  name: string;
  attributes: Attributes;
  /** Probes and scrapes come every few seconds and say nothing of what voters see. */
  probe: boolean;
  /** Of its ends so far, by status; negative where the client left, 0 where it left before the head. */
  series: Map<number, HistogramSeries>;
}

const probes = new Set(['/healthz', '/readyz', '/metrics']);
const clientClosed = 'client_closed';
const descriptions = new Map<string, RequestDescription>();

/** The span name and the bounded attributes of a request, made once for each method, route and scheme. */
export function describeRequest(request: FastifyRequest): RequestDescription {
  const { method, protocol } = request;
  const { url } = request.routeOptions;
  const scheme = protocol === 'https' ? 'https' : 'http';
  const key = `${method} ${url} ${scheme}`;
  let found = descriptions.get(key);
  if (!found) {
    const route = url?.replaceAll(/:(\w+)/g, '{$1}');
    found = {
      method,
      route,
      probe: probes.has(url ?? ''),
      series: new Map(),
      name: route === undefined ? method : `${method} ${route}`,
      attributes: {
        'http.request.method': method,
        'url.scheme': scheme,
        ...(route !== undefined && { 'http.route': route }),
        'tallyscope.role': route?.startsWith('/api/') ? 'api' : 'web',
      },
    };
    descriptions.set(key, found);
  }
  return found;
}

export interface RequestEnd {
  status?: number;
  errorType?: string;
  /** The server is to blame. */
  failed: boolean;
}

/** How a request ended; a client that left before the answer is at fault, and before its head has no status. */
function endOf(reply: FastifyReply): RequestEnd {
  const { headersSent, writableEnded, statusCode } = reply.raw;
  if (!writableEnded)
    return { ...(headersSent && { status: statusCode }), errorType: clientClosed, failed: false };
  return statusCode >= 500
    ? { status: statusCode, errorType: String(statusCode), failed: true }
    : { status: statusCode, failed: false };
}

/** Adds a request that has ended to the histogram and tells how it ended. */
export function recordRequest(
  description: RequestDescription,
  reply: FastifyReply,
  seconds: number,
): RequestEnd {
  const end = endOf(reply);
  const key = (end.status ?? 0) * (end.errorType === clientClosed ? -1 : 1);
  let series = description.series.get(key);
  if (!series) {
    series = duration.addSeries({
      ...description.attributes,
      ...(end.status !== undefined && { 'http.response.status_code': end.status }),
      ...(end.errorType !== undefined && { 'error.type': end.errorType }),
    });
    description.series.set(key, series);
  }
  series.record(seconds);
  return end;
}
