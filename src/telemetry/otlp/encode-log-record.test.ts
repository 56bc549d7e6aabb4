import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT_CONTEXT, SeverityNumber, trace } from '@opentelemetry/api';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { encodeLogRecord } from './encode-log-record.ts';
import { OtlpBatch } from './otlp-batch.ts';

const resource = resourceFromAttributes({ 'service.name': 'tallyscope', 'process.pid': 7 });
const inSpan = (traceFlags: number) =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags,
  });

test('log records are encoded byte for byte as by the SDK', () => {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({
    resource,
    logRecordLimits: { attributeCountLimit: 8 },
    processors: [new SimpleLogRecordProcessor({ exporter })],
  });
  const ours = provider.getLogger('tallyscope');
  const theirs = provider.getLogger('@opentelemetry/instrumentation-pino', '1.2.3', {
    schemaUrl: 'urn:schema',
    attributes: { of: 'the scope' },
  });
  const values = ['é', '', 0, -1, 0.25, true, false, null, [], [1, null, ['a']], {}, { deep: { er: [1] } }];
  ours.emit({});
  for (const [index, value] of [...values, new Uint8Array(300)].entries())
    theirs.emit({ body: value, attributes: { [`a${index}`]: value, text: 'x'.repeat(50 * index) } });
  for (const traceFlags of [0, 1])
    ours.emit({
      timestamp: [1_700_000_000, 999_999_999],
      observedTimestamp: 1_700_000_001_001,
      severityNumber: SeverityNumber.WARN,
      severityText: 'warn',
      eventName: 'http.server.request',
      context: inSpan(traceFlags),
      exception: new TypeError('no'),
    });
  const most = Array.from({ length: 20 }, (_, index) => [`n${index}`, index]);
  ours.emit({ severityNumber: SeverityNumber.UNSPECIFIED, attributes: Object.fromEntries(most) });

  const records = exporter.getFinishedLogRecords();
  const expected = ProtobufLogsSerializer.serializeRequest(records) as Uint8Array;
  const batch = new OtlpBatch(resource, encodeLogRecord);
  for (const record of records) batch.add(record);
  const { body, items } = batch.take();
  assert.equal(items, records.length);
  assert.ok(Buffer.from(body).equals(expected));
});
