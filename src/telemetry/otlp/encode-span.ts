import type { Link, SpanContext, SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { bytes, fixed32, fixed64, type OtlpWriter, varint } from './otlp-writer.ts';

const hasIsRemote = 0x100;
const isRemote = 0x200;

/** The flags of a span or link: those of the trace, and whether the context came from elsewhere. */
export const flagsOf = (flags: number, remote = false) =>
  (flags & 0xff) | hasIsRemote | (remote ? isRemote : 0);

function writeIds(writer: OtlpWriter, { traceId, spanId, traceState }: SpanContext): void {
  writer.hexField(bytes(1), traceId);
  writer.hexField(bytes(2), spanId);
  const state = traceState?.serialize();
  if (state) writer.textField(bytes(3), state);
}

/** Writes what happened in a span. */
export function writeEvent(
  writer: OtlpWriter,
  { time, name, attributes, droppedAttributesCount }: TimedEvent,
): void {
  const begun = writer.begin(1);
  writer.timeField(fixed64(1), time);
  writer.textField(bytes(2), name);
  if (attributes) writer.attributes(bytes(3), attributes);
  writer.numberField(varint(4), droppedAttributesCount ?? 0);
  writer.end(begun);
}

/** Writes a link to another span. */
export function writeLink(writer: OtlpWriter, { context, attributes, droppedAttributesCount }: Link): void {
  const begun = writer.begin(1);
  writeIds(writer, context);
  if (attributes) writer.attributes(bytes(4), attributes);
  writer.numberField(varint(5), droppedAttributesCount ?? 0);
  writer.fixed32Field(fixed32(6), flagsOf(context.traceFlags, context.isRemote));
  writer.end(begun);
}

/** Writes whether a span failed. */
export function writeStatus(writer: OtlpWriter, { code, message }: SpanStatus): void {
  const begun = writer.begin(1);
  if (message) writer.textField(bytes(2), message);
  writer.numberField(varint(3), code);
  writer.end(begun);
}

/**
 * Writes a span as the SDK's own serializer does (opentelemetry/proto/trace/v1), byte for byte, in a quarter of the time:
 * that one walks every span twice (ADR 14).
 */
export function encodeSpan(writer: OtlpWriter, span: ReadableSpan): void {
  const begun = writer.begin(2);
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  writeIds(writer, context);
  if (parent?.spanId) writer.hexField(bytes(4), parent.spanId);
  writer.textField(bytes(5), span.name);
  // OTLP keeps 0 for what the API has no kind for.
  writer.numberField(varint(6), span.kind + 1);
  writer.timeField(fixed64(7), span.startTime);
  writer.timeField(fixed64(8), span.endTime);
  writer.attributes(bytes(9), span.attributes);
  writer.numberField(varint(10), span.droppedAttributesCount);
  for (const event of span.events) {
    writer.varint(bytes(11));
    writeEvent(writer, event);
  }
  writer.numberField(varint(12), span.droppedEventsCount);
  for (const link of span.links) {
    writer.varint(bytes(13));
    writeLink(writer, link);
  }
  writer.numberField(varint(14), span.droppedLinksCount);
  writer.varint(bytes(15));
  writeStatus(writer, span.status);
  writer.fixed32Field(fixed32(16), flagsOf(context.traceFlags, parent?.isRemote));
  writer.end(begun);
}
