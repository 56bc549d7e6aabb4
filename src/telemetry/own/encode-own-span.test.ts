import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { SpanStatusCode } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { OtlpBatch } from '../otlp/otlp-batch.ts';
import { readableSpan } from '../testing/readable-span.ts';
import { commonAttributes } from './common-attributes.ts';
import { encodeOwnSpan } from './encode-own-span.ts';
import { OwnSpan, setSpanSink } from './own-span.ts';

const resource = resourceFromAttributes({ 'service.name': 'tallyscope' });
const ended: OwnSpan[] = [];
setSpanSink({ keeps: () => true, take: (span) => ended.push(span) });
after(() => setSpanSink(undefined));

test('spans of ours are encoded byte for byte as the SDK would encode them', () => {
  const request = () => OwnSpan.ofRequest('POST /api/v1/questions/{slug}/votes') ?? assert.fail('not kept');
  const bare = request();
  const full = request();
  const cast = OwnSpan.below(full, 'vote.cast');
  const batch = OwnSpan.across([cast, OwnSpan.below(bare, 'vote.cast')], 'vote.batch');
  const remote = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 0, isRemote: true };
  full
    .setAttributes({ text: 'ß', number: 0.5, list: ['a', 'b'] })
    .addLink({ context: remote, attributes: { far: true } })
    .addEvent('seen', { at: 'once' })
    .setStatus({ code: SpanStatusCode.ERROR, message: 'Late' });
  batch.setAttribute('vote.batch.size', 2);
  const common = commonAttributes({ 'http.request.method': 'POST', 'http.response.status_code': 201 });
  for (const span of [bare, full, cast, batch]) span.endAs(common);
  // Shorter than a nanosecond, over the end of a second, and as long as a viewer of live results stays.
  for (const milliseconds of [0, 0.0000004, 0.25, 999.999999, 1_000, 86_400_000.5]) {
    const span = request();
    span.end();
    span.duration = milliseconds;
  }

  const expected = ProtobufTraceSerializer.serializeRequest(
    ended.map((span) => readableSpan(span, resource)),
  ) as Uint8Array;
  const encoded = new OtlpBatch(resource, encodeOwnSpan);
  for (const span of ended) encoded.add(span);
  assert.equal(encoded.items, 10);
  assert.deepEqual(
    Buffer.from(encoded.take().body).toString('latin1'),
    Buffer.from(expected).toString('latin1'),
  );
});
