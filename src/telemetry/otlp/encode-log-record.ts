import { bytes, fixed32, fixed64, type OtlpWriter, varint } from './otlp-writer.ts';
import type { SinkRecord } from './record-sink.ts';

/** Writes a log record as the SDK's own serializer does (opentelemetry/proto/logs/v1), byte for byte. */
export function encodeLogRecord(writer: OtlpWriter, record: SinkRecord): void {
  const begun = writer.begin(2);
  const { severityNumber, severityText, body, spanContext, eventName } = record;
  writer.timeField(fixed64(1), record.hrTime);
  if (severityNumber) writer.numberField(varint(2), severityNumber);
  if (severityText) writer.textField(bytes(3), severityText);
  if (body !== undefined) writer.anyValue(bytes(5), body);
  writer.attributes(bytes(6), record.attributes);
  writer.numberField(varint(7), record.droppedAttributesCount);
  if (spanContext) {
    if (spanContext.traceFlags) writer.fixed32Field(fixed32(8), spanContext.traceFlags);
    writer.hexField(bytes(9), spanContext.traceId);
    writer.hexField(bytes(10), spanContext.spanId);
  }
  writer.timeField(fixed64(11), record.hrTimeObserved);
  if (eventName) writer.textField(bytes(12), eventName);
  writer.end(begun);
}
