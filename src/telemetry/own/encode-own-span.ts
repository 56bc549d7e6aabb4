import { SpanStatusCode } from '@opentelemetry/api';
import { flagsOf, writeEvent, writeLink, writeStatus } from '../otlp/encode-span.ts';
import { bytes, fixed32, fixed64, type OtlpWriter, varint } from '../otlp/otlp-writer.ts';
import { hrTime } from './hr-time.ts';
import type { SpanId, TraceId } from './own-ids.ts';
import type { OwnSpan } from './own-span.ts';

const unset = { code: SpanStatusCode.UNSET };
const kept = flagsOf(1);

function writeTraceId(writer: OtlpWriter, id: TraceId): void {
  writer.varint(bytes(1));
  writer.varint(16);
  writer.digits(id[0]);
  writer.digits(id[1]);
  writer.digits(id[2]);
  writer.digits(id[3]);
}

function writeSpanId(writer: OtlpWriter, tag: number, id: SpanId): void {
  writer.varint(tag);
  writer.varint(8);
  writer.digits(id[0]);
  writer.digits(id[1]);
}

function writeLinked(writer: OtlpWriter, { trace, id }: OwnSpan): void {
  writer.varint(bytes(13));
  const begun = writer.begin(1);
  writeTraceId(writer, trace);
  writeSpanId(writer, bytes(2), id);
  writer.numberField(varint(5), 0);
  writer.fixed32Field(fixed32(6), kept);
  writer.end(begun);
}

/** Writes a span of ours as {@link encodeSpan} writes the SDK's. */
export function encodeOwnSpan(writer: OtlpWriter, span: OwnSpan): void {
  const begun = writer.begin(2);
  writeTraceId(writer, span.trace);
  writeSpanId(writer, bytes(2), span.id);
  if (span.parent) writeSpanId(writer, bytes(4), span.parent);
  writer.textField(bytes(5), span.name);
  writer.numberField(varint(6), span.kind + 1);
  writer.timeField(fixed64(7), hrTime(span.startedAt));
  writer.timeField(fixed64(8), hrTime(span.startedAt, span.duration ?? 0));
  if (span.attributes) writer.attributes(bytes(9), span.attributes);
  if (span.common) writer.raw(span.common.encoded);
  writer.numberField(varint(10), 0);
  for (const { name, attributes, after } of span.events ?? []) {
    writer.varint(bytes(11));
    writeEvent(writer, { name, attributes, time: hrTime(span.startedAt, after) });
  }
  writer.numberField(varint(12), 0);
  for (const link of span.links ?? []) {
    writer.varint(bytes(13));
    writeLink(writer, link);
  }
  for (const other of span.linked ?? []) writeLinked(writer, other);
  writer.numberField(varint(14), 0);
  writer.varint(bytes(15));
  writeStatus(writer, span.status ?? unset);
  writer.fixed32Field(fixed32(16), kept);
  writer.end(begun);
}
