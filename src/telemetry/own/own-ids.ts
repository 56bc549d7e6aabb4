import type { SpanContext } from '@opentelemetry/api';

/** The 16 bytes of a trace's id, four to a number. As text ids cost more than all else of a span, and few are read. */
export type TraceId = readonly [number, number, number, number];
/** The 8 bytes of a span's. */
export type SpanId = readonly [number, number];

const random = () => (Math.random() * 2 ** 32) | 0;
// An id of zeros is none (W3C Trace Context).
const notZero = () => random() || 1;

/** A random id for a trace. */
export const newTraceId = (): TraceId => [random(), random(), random(), notZero()];

/** A random id for a span. */
export const newSpanId = (): SpanId => [random(), notZero()];

const part = (id: string, at: number) => Number.parseInt(id.slice(at, at + 8), 16) | 0;

/** The id of the trace that a context names. */
export const traceIdOf = ({ traceId }: SpanContext): TraceId => [
  part(traceId, 0),
  part(traceId, 8),
  part(traceId, 16),
  part(traceId, 24),
];

/** The id of the span that a context names. */
export const spanIdOf = ({ spanId }: SpanContext): SpanId => [part(spanId, 0), part(spanId, 8)];

const scratch = Buffer.allocUnsafeSlow(16);

/** An id as contexts and headers have it: lower-case hexadecimal digits. */
export function hexDigits(id: TraceId | SpanId): string {
  for (let index = 0; index < id.length; index++) scratch.writeInt32BE(id[index] as number, index * 4);
  return scratch.toString('hex', 0, id.length * 4);
}
