import type { Attributes, AttributeValue, HrTime, Link, SpanContext, SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { ProtobufWriter } from './protobuf-writer.ts';

type Scope = ReadableSpan['instrumentationScope'];

const writer = new ProtobufWriter();

/** A tag: a field's number and its wire type, as the `.proto` files of OTLP have them. */
const varint = (field: number) => field * 8;
const fixed64 = (field: number) => field * 8 + 1;
const bytes = (field: number) => field * 8 + 2;
const fixed32 = (field: number) => field * 8 + 5;

const hasIsRemote = 0x100;
const isRemote = 0x200;
const flagsOf = (flags: number, remote = false) => (flags & 0xff) | hasIsRemote | (remote ? isRemote : 0);

function writeTime(tag: number, [seconds, nanoseconds]: HrTime): void {
  writer.varint(tag);
  writer.time(seconds, nanoseconds);
}

function writeText(tag: number, text: string): void {
  writer.varint(tag);
  writer.string(text);
}

function writeNumber(tag: number, value: number): void {
  writer.varint(tag);
  writer.varint(value);
}

function writeValue(value: AttributeValue | null | undefined): void {
  const begun = writer.begin(1);
  if (typeof value === 'string') writeText(bytes(1), value);
  else if (typeof value === 'boolean') writeNumber(varint(2), value ? 1 : 0);
  else if (typeof value === 'number') {
    // int64 where it is one, as the SDK does.
    const whole = Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
    writer.varint(whole ? varint(3) : fixed64(4));
    if (whole) writer.int64(value);
    else writer.double(value);
  } else if (Array.isArray(value)) {
    writer.varint(bytes(5));
    const list = writer.begin(1);
    for (const item of value) {
      writer.varint(bytes(1));
      writeValue(item);
    }
    writer.end(list);
  }
  writer.end(begun);
}

function writeAttributes(tag: number, attributes: Attributes): void {
  for (const key in attributes) {
    writer.varint(tag);
    const begun = writer.begin(1);
    writeText(bytes(1), key);
    writer.varint(bytes(2));
    writeValue(attributes[key]);
    writer.end(begun);
  }
}

function writeIds({ traceId, spanId, traceState }: SpanContext): void {
  writer.varint(bytes(1));
  writer.hex(traceId);
  writer.varint(bytes(2));
  writer.hex(spanId);
  const state = traceState?.serialize();
  if (state) writeText(bytes(3), state);
}

function writeEvent({ time, name, attributes, droppedAttributesCount }: TimedEvent): void {
  const begun = writer.begin(1);
  writeTime(fixed64(1), time);
  writeText(bytes(2), name);
  if (attributes) writeAttributes(bytes(3), attributes);
  writeNumber(varint(4), droppedAttributesCount ?? 0);
  writer.end(begun);
}

function writeLink({ context, attributes, droppedAttributesCount }: Link): void {
  const begun = writer.begin(1);
  writeIds(context);
  if (attributes) writeAttributes(bytes(4), attributes);
  writeNumber(varint(5), droppedAttributesCount ?? 0);
  writer.varint(fixed32(6));
  writer.fixed32(flagsOf(context.traceFlags, context.isRemote));
  writer.end(begun);
}

function writeStatus({ code, message }: SpanStatus): void {
  const begun = writer.begin(1);
  if (message) writeText(bytes(2), message);
  writeNumber(varint(3), code);
  writer.end(begun);
}

function writeSpan(span: ReadableSpan): void {
  const begun = writer.begin(2);
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  writeIds(context);
  if (parent?.spanId) {
    writer.varint(bytes(4));
    writer.hex(parent.spanId);
  }
  writeText(bytes(5), span.name);
  // OTLP keeps 0 for what the API has no kind for.
  writeNumber(varint(6), span.kind + 1);
  writeTime(fixed64(7), span.startTime);
  writeTime(fixed64(8), span.endTime);
  writeAttributes(bytes(9), span.attributes);
  writeNumber(varint(10), span.droppedAttributesCount);
  for (const event of span.events) {
    writer.varint(bytes(11));
    writeEvent(event);
  }
  writeNumber(varint(12), span.droppedEventsCount);
  for (const link of span.links) {
    writer.varint(bytes(13));
    writeLink(link);
  }
  writeNumber(varint(14), span.droppedLinksCount);
  writer.varint(bytes(15));
  writeStatus(span.status);
  writer.varint(fixed32(16));
  writer.fixed32(flagsOf(context.traceFlags, parent?.isRemote));
  writer.end(begun);
}

function writeScope({ name, version, schemaUrl }: Scope, spans: readonly ReadableSpan[]): void {
  const begun = writer.begin(2);
  writer.varint(bytes(1));
  const scope = writer.begin(1);
  writeText(bytes(1), name);
  if (version) writeText(bytes(2), version);
  writer.end(scope);
  for (const span of spans) {
    writer.varint(bytes(2));
    writeSpan(span);
  }
  if (schemaUrl) writeText(bytes(3), schemaUrl);
  writer.end(begun);
}

/**
 * Spans of one resource as an OTLP `ExportTraceServiceRequest` in protobuf, byte for byte what the SDK's own serializer
 * gives, in a quarter of the time: that one walks every span twice (ADR 14).
 */
export function encodeSpans(spans: readonly ReadableSpan[]): Uint8Array {
  const [first] = spans;
  if (!first) return new Uint8Array();
  writer.varint(bytes(1));
  const begun = writer.begin(2);
  writer.varint(bytes(1));
  const resource = writer.begin(2);
  writeAttributes(bytes(1), first.resource.attributes as Attributes);
  writeNumber(varint(2), 0);
  writer.end(resource);
  for (const [scope, list] of Map.groupBy(spans, ({ instrumentationScope }) => instrumentationScope)) {
    writer.varint(bytes(2));
    writeScope(scope, list);
  }
  if (first.resource.schemaUrl) writeText(bytes(3), first.resource.schemaUrl);
  writer.end(begun);
  return writer.take();
}
