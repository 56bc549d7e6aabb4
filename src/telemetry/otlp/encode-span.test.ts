import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTraceState, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { encodeSpan } from './encode-span.ts';
import { OtlpBatch } from './otlp-batch.ts';

const resource = resourceFromAttributes({ 'service.name': 'tallyscope', 'process.pid': 7 });

function memory() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource,
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
    spanLimits: { linkCountLimit: 1_000, eventCountLimit: 2 },
  });
  return { exporter, provider };
}

const remote = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'ffffffffffffffff',
  traceFlags: 1,
  isRemote: true,
  traceState: createTraceState('vendor=ä,other=1'),
};

/** Every length around which a length takes another byte, in the text, the value, the pair and the span. */
const lengths = [0, 1, 41, 42, 43, 110, 127, 128, 129, 400, 16_300, 16_383, 16_384, 70_000];

test('spans are encoded byte for byte as by the SDK', () => {
  const { exporter, provider } = memory();
  const tracer = provider.getTracer('tallyscope');
  const other = provider.getTracer('@opentelemetry/instrumentation-pg', '1.2.3', { schemaUrl: 'urn:schema' });
  tracer.startSpan('bare').end();
  for (const kind of [SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT, SpanKind.CONSUMER])
    other.startSpan('of a kind', { kind }, trace.setSpanContext(ROOT_CONTEXT, remote)).end();
  for (const length of lengths)
    for (const letter of ['x', 'é', '漢', '🗳'])
      tracer
        .startSpan(letter.repeat(length), { attributes: { [`${letter}${length}`]: letter.repeat(length) } })
        .end();
  const numbers = [
    0,
    1,
    127,
    128,
    300,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    2 ** 53 - 1,
    2 ** 62,
    -1,
    -300,
    -(2 ** 63),
    0.5,
    1e300,
  ];
  const attributes = { numbers, texts: ['a', 'ß'], flags: [true, false], none: [], yes: true };
  const full = tracer.startSpan('full', { attributes, links: [{ context: remote, attributes }] });
  for (const [index, value] of numbers.entries()) full.setAttribute(`n${index}`, value);
  for (const name of ['first', 'dropped', 'second', 'third']) full.addEvent(name, attributes);
  full.setStatus({ code: SpanStatusCode.ERROR, message: 'refused' });
  full.end();
  const linked = tracer.startSpan('linked', { startTime: [1_700_000_000, 999_999_999] });
  for (let made = 0; made < 1_000; made++) linked.addLink({ context: linked.spanContext() });
  linked.end([4_294_967_297, 4_294_967]);
  // The last nanosecond of the lower 32 bits, and the first of the next.
  tracer.startSpan('carried', { startTime: [4, 294_967_295] }).end([4, 294_967_296]);

  const spans = exporter.getFinishedSpans();
  const expected = ProtobufTraceSerializer.serializeRequest(spans) as Uint8Array;
  const batch = new OtlpBatch(resource, encodeSpan);
  const encoded = () => {
    for (const span of spans) batch.add(span);
    return batch.take();
  };
  const { body, items } = encoded();
  assert.equal(items, spans.length);
  assert.ok(Buffer.from(body).equals(expected));
  assert.ok(Buffer.from(encoded().body).equals(expected), 'what is left in memory does no harm');
});

test('a request stays what it is while the next is made', () => {
  const { exporter, provider } = memory();
  const batch = new OtlpBatch<ReadableSpan>(resource, encodeSpan);
  const encoded = (name: string) => {
    provider.getTracer('tallyscope').startSpan(name).end();
    batch.add(exporter.getFinishedSpans().at(-1) as ReadableSpan);
    return batch.take().body;
  };
  const one = encoded('one');
  const before = Buffer.from(one);
  const another = encoded('another');
  assert.ok(before.equals(one));
  assert.ok(!Buffer.from(another).includes('one'), 'and the next has none of it');
});
