import { type HrTime, SpanStatusCode } from '@opentelemetry/api';
import { addHrTimes, millisToHrTime } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { hexDigits } from '../own/own-ids.ts';
import type { OwnSpan } from '../own/own-span.ts';

/** A request's span that has ended, as the SDK would have it: what tests look at, and what its serializer takes. */
export function readableSpan(span: OwnSpan, resource = emptyResource()): ReadableSpan {
  const context = span.spanContext();
  const startTime = millisToHrTime(span.startedAt);
  const after = (milliseconds: number): HrTime => addHrTimes(startTime, millisToHrTime(milliseconds));
  const linked = (span.linked ?? []).map((other) => ({ context: other.spanContext() }));
  const events = (span.events ?? []).map(({ name, attributes, after: at }) => ({
    name,
    attributes,
    time: after(at),
  }));
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => context,
    ...(span.parent && { parentSpanContext: { ...context, spanId: hexDigits(span.parent) } }),
    startTime,
    endTime: after(span.duration ?? 0),
    duration: millisToHrTime(span.duration ?? 0),
    ended: span.duration !== undefined,
    status: span.status ?? { code: SpanStatusCode.UNSET },
    attributes: { ...span.attributes, ...span.common?.attributes },
    links: [...(span.links ?? []), ...linked],
    events,
    resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}
