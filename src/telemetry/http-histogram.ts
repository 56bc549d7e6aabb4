import type { Attributes } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ownMetrics } from './names.ts';
import { type CommonAttributes, commonAttributes } from './own/common-attributes.ts';
import { type HistogramSeries, OwnHistogram } from './own/own-histogram.ts';

const duration = new OwnHistogram(ownMetrics.httpServerRequestDuration);

export interface RequestDescription {
  method: string;
  /** Fastify's `:slug` as `{slug}`; undefined where no route matched, since a raw path is unbounded. */
  route: string | undefined;
  name: string;
  attributes: Attributes;
  /** Probes and scrapes come every few seconds and say nothing of what voters see. */
  probe: boolean;
  /** Its ends so far, by status; negative where the client left, 0 where it left before the head. */
  ends: Map<number, RequestEnd>;
}

export interface RequestEnd {
  status?: number;
  errorType?: string;
  /** The server is to blame. */
  failed: boolean;
  /** The attributes of the request and of its end. */
  common: CommonAttributes;
  series: HistogramSeries;
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
      ends: new Map(),
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

/** How a request ended; a client that left before the answer is at fault, and before its head has no status. */
function endOf(description: RequestDescription, reply: FastifyReply, left: boolean): RequestEnd {
  const { headersSent, statusCode } = reply.raw;
  const failed = !left && statusCode >= 500;
  const status = !left || headersSent ? { status: statusCode } : {};
  const error = left ? { errorType: clientClosed } : failed ? { errorType: String(statusCode) } : {};
  const attributes: Attributes = { ...description.attributes };
  if (status.status !== undefined) attributes['http.response.status_code'] = status.status;
  if (error.errorType !== undefined) attributes['error.type'] = error.errorType;
  return {
    ...status,
    ...error,
    failed,
    common: commonAttributes(attributes),
    series: duration.addSeries(attributes),
  };
}

/** Adds a request that has ended to the histogram and tells how it ended, in an object that all which end so share. */
export function recordRequest(
  description: RequestDescription,
  reply: FastifyReply,
  seconds: number,
): RequestEnd {
  const { headersSent, writableEnded, statusCode } = reply.raw;
  const key = writableEnded ? statusCode : headersSent ? -statusCode : 0;
  let end = description.ends.get(key);
  if (!end) {
    end = endOf(description, reply, !writableEnded);
    description.ends.set(key, end);
  }
  end.series.record(seconds);
  return end;
}
