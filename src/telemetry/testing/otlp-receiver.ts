import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Fields, messages, readFields } from './protobuf-fields.ts';

export interface ReceivedSpan {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  attributes: Record<string, string | undefined>;
  linkedSpanIds: string[];
  resource: Record<string, string | undefined>;
  statusMessage: string;
}

export interface ReceivedPoint {
  attributes: { key: string; value: { stringValue?: string } }[];
  asDouble?: number;
  asInt?: string;
  count?: number;
}

export interface ReceivedMetric {
  name: string;
  unit: string;
  points: ReceivedPoint[];
}

export interface ReceivedLog {
  body: string;
  severity: string;
  /** Empty where the line belongs to no span. */
  traceId: string;
  spanId: string;
  /** As text; those with fractions are left out. */
  attributes: Record<string, string | undefined>;
}

/** A small OTLP/HTTP endpoint for tests: what arrived, decoded. */
export interface OtlpReceiver {
  url: string;
  /** Everything received, as it came. */
  bytes(): Buffer;
  spans(): ReceivedSpan[];
  /** The metrics of the last export. */
  metrics(): ReceivedMetric[];
  logs(): ReceivedLog[];
  /** Forgets what arrived so far. */
  clear(): void;
  stop(): Promise<void>;
}

const text = (fields: Fields, id: number) => String(fields.get(id)?.[0] ?? '');
const hex = (fields: Fields, id: number) =>
  (fields.get(id)?.[0] as Buffer | undefined)?.toString('hex') ?? '';

// KeyValue has key = 1 and value = 2; AnyValue has string = 1, bool = 2, int = 3 (opentelemetry/proto/common/v1).
function attributesOf(fields: Fields, id: number): Record<string, string | undefined> {
  return Object.fromEntries(
    messages(fields, id).map((pair) => {
      const [value] = messages(pair, 2);
      const found = [1, 2, 3].map((field) => value?.get(field)?.[0]).find((field) => field !== undefined);
      return [text(pair, 1), found === undefined ? undefined : String(found)];
    }),
  );
}

// The numbers are those of opentelemetry/proto/trace/v1/trace.proto.
function decodeSpans(body: Buffer): ReceivedSpan[] {
  return messages(readFields(body), 1).flatMap((resourceSpans) => {
    const resource = Object.assign(
      {},
      ...messages(resourceSpans, 1).map((fields) => attributesOf(fields, 1)),
    );
    return messages(resourceSpans, 2).flatMap((scopeSpans) =>
      messages(scopeSpans, 2).map((span) => ({
        name: text(span, 5),
        kind: Number(span.get(6)?.[0] ?? 0),
        traceId: hex(span, 1),
        spanId: hex(span, 2),
        parentSpanId: hex(span, 4),
        attributes: attributesOf(span, 9),
        linkedSpanIds: messages(span, 13).map((link) => hex(link, 2)),
        statusMessage: messages(span, 15).map((status) => text(status, 2))[0] ?? '',
        resource,
      })),
    );
  });
}

type JsonMetric = { name: string; unit: string } & Record<
  'sum' | 'gauge' | 'histogram',
  { dataPoints: ReceivedPoint[] }
>;

const decodeMetrics = (body: Buffer): ReceivedMetric[] =>
  JSON.parse(String(body)).resourceMetrics.flatMap(
    (resource: { scopeMetrics: { metrics: JsonMetric[] }[] }) =>
      resource.scopeMetrics
        .flatMap(({ metrics }) => metrics)
        .map((metric) => ({
          name: metric.name,
          unit: metric.unit,
          points: (metric.sum ?? metric.gauge ?? metric.histogram).dataPoints,
        })),
  );

// The numbers are those of opentelemetry/proto/logs/v1/logs.proto.
const decodeLogs = (body: Buffer): ReceivedLog[] =>
  messages(readFields(body), 1)
    .flatMap((resourceLogs) => messages(resourceLogs, 2))
    .flatMap((scopeLogs) => messages(scopeLogs, 2))
    .map((record) => ({
      body: messages(record, 5).map((value) => text(value, 1))[0] ?? '',
      severity: text(record, 3),
      traceId: hex(record, 9),
      spanId: hex(record, 10),
      attributes: attributesOf(record, 6),
    }));

/** Starts a receiver on a free port of the loopback interface. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const received: Record<string, Buffer[]> = { '/v1/traces': [], '/v1/metrics': [], '/v1/logs': [] };
  const server = createServer(async (request, response) => {
    received[request.url ?? '']?.push(await buffer(request));
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const of = (path: string) => received[path] ?? [];
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => Buffer.concat(Object.values(received).flat()),
    spans: () => of('/v1/traces').flatMap(decodeSpans),
    metrics: () => of('/v1/metrics').slice(-1).flatMap(decodeMetrics),
    logs: () => of('/v1/logs').flatMap(decodeLogs),
    clear: () => {
      for (const bodies of Object.values(received)) bodies.length = 0;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
