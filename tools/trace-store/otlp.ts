/** The part of OTLP/JSON that a trace is made of. Ids are hexadecimal here and base64 in what Tempo answers. */
export interface AnyValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string | number;
  doubleValue?: number;
  [other: string]: unknown;
}

export interface Attribute {
  key: string;
  value: AnyValue;
}

export interface Link {
  traceId: string;
  spanId: string;
  [other: string]: unknown;
}

export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind?: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes?: Attribute[];
  links?: Link[];
  status?: { code?: number; message?: string };
  [other: string]: unknown;
}

export interface ScopeSpans {
  scope?: unknown;
  spans: Span[];
}

export interface ResourceSpans {
  resource?: { attributes?: Attribute[] };
  scopeSpans: ScopeSpans[];
}

/** Names of a span's kind and status in the protocol's own spelling, by number. */
export const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
export const STATUSES = ['UNSET', 'OK', 'ERROR'];

/** The plain value of an attribute: string, number or boolean; undefined for lists and bytes. */
export function plain(value: AnyValue | undefined): string | number | boolean | undefined {
  if (value?.intValue !== undefined) return Number(value.intValue);
  return value?.stringValue ?? value?.boolValue ?? value?.doubleValue;
}

/** How long a span took, in nanoseconds. */
export function durationOf(span: Span): number {
  return Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano));
}

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');

/** Spans as Tempo writes them: protobuf's JSON, with base64 ids and spelled-out kinds. */
export function asTempo(batch: ResourceSpans): unknown {
  return {
    resource: batch.resource,
    scopeSpans: batch.scopeSpans.map(({ scope, spans }) => ({ scope, spans: spans.map(spanAsTempo) })),
  };
}

function spanAsTempo({ parentSpanId, kind, status, links, ...span }: Span): unknown {
  return {
    ...span,
    traceId: base64(span.traceId),
    spanId: base64(span.spanId),
    ...(parentSpanId && { parentSpanId: base64(parentSpanId) }),
    kind: `SPAN_KIND_${KINDS[kind ?? 0]}`,
    ...(links && {
      links: links.map((link) => ({ ...link, traceId: base64(link.traceId), spanId: base64(link.spanId) })),
    }),
    status: { ...status, ...(status?.code && { code: `STATUS_CODE_${STATUSES[status.code]}` }) },
  };
}
