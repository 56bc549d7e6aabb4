import { isSpanContextValid, type SpanContext } from '@opentelemetry/api';

const shape = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/;

/** The remote span a `traceparent` header names (W3C Trace Context), or undefined where it names none. */
export function parseTraceparent(header: string | undefined): SpanContext | undefined {
  const match = header === undefined ? null : shape.exec(header);
  if (!match) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = match;
  const found = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(found) ? found : undefined;
}

/** A span as a `traceparent` header (W3C Trace Context, version 00). */
export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & 1}`;
}
