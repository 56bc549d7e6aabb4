import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { context, createContextKey, ROOT_CONTEXT, type Span, SpanKind, trace } from '@opentelemetry/api';
import { isTracingSuppressed, suppressTracing } from '@opentelemetry/core';
import { startMemoryTelemetry } from '../testing/memory-telemetry.ts';
import { commonAttributes } from './common-attributes.ts';
import { OwnContext } from './own-context.ts';
import { OwnSpan } from './own-span.ts';

const telemetry = startMemoryTelemetry();
const request = () => OwnSpan.ofRequest('GET /') ?? assert.fail('not kept');
const only = () => telemetry.spans()[0] ?? assert.fail('no span ended');

beforeEach(() => telemetry.clear());

describe('OwnSpan', () => {
  it('does what the API says a span does', () => {
    const span: Span = request();
    assert.ok(span.isRecording());
    const remote = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    span
      .setAttribute('one', 1)
      .setAttributes({ two: 2, three: [3] })
      .addEvent('seen')
      .addEvent('known', { yes: true })
      .addLink({ context: remote })
      .addLinks([{ context: remote }])
      .setStatus({ code: 2, message: 'Late' })
      .updateName('ignored')
      .end();
    assert.ok(!span.isRecording());
    const ended = only();
    assert.equal(ended.name, 'GET /');
    assert.equal(ended.kind, SpanKind.SERVER);
    assert.deepEqual(ended.attributes, { one: 1, two: 2, three: [3] });
    assert.deepEqual(
      ended.events.map(({ name, attributes }) => [name, attributes]),
      [
        ['seen', {}],
        ['known', { yes: true }],
      ],
    );
    assert.deepEqual(ended.links, [{ context: remote }, { context: remote }]);
    assert.deepEqual(ended.status, { code: 2, message: 'Late' });
  });

  it('ends once', () => {
    const span = request();
    span.endAs(commonAttributes({ first: true }));
    span.endAs(commonAttributes({ second: true }));
    span.end();
    assert.equal(telemetry.spans().length, 1);
    assert.deepEqual(only().attributes, { first: true });
  });

  it('has of an exception its kind and not its text', () => {
    const span = request();
    span.recordException(new RangeError('canary'));
    span.recordException('canary');
    span.end();
    const kinds = only().events.map(({ attributes }) => attributes?.['exception.type']);
    assert.deepEqual(kinds, ['RangeError', 'string']);
    assert.ok(!JSON.stringify(only().events).includes('canary'));
  });

  it('is a part of a span of the SDK as of one of ours', () => {
    for (const parent of [trace.getTracer('test').startSpan('parent'), request()]) {
      const { traceId, spanId } = parent.spanContext();
      OwnSpan.below(parent, 'part').end();
      const part = telemetry.spans('part').at(-1);
      assert.equal(part?.spanContext().traceId, traceId);
      assert.equal(part?.parentSpanContext?.spanId, spanId);
    }
  });

  it('is linked with every batch that took it', () => {
    const cast = request();
    const other = request();
    const batches = [OwnSpan.across([cast, other], 'first'), OwnSpan.across([cast], 'again')];
    for (const span of [cast, other, ...batches]) span.end();
    const linked = telemetry.spans().map(({ links }) => links.map((link) => link.context.spanId));
    const [first, again] = batches.map((batch) => batch.spanContext().spanId);
    const [one, two] = [cast, other].map((span) => span.spanContext().spanId);
    assert.deepEqual(linked, [[first, again], [first], [one, two], [one]]);
  });
});

describe('OwnContext', () => {
  const key = createContextKey('other');

  it('has its span active, and below it the spans of the SDK', () => {
    const span = request();
    const active = new OwnContext(span);
    const child = context.with(active, () => trace.getTracer('test').startSpan('child'));
    assert.equal(child.spanContext().traceId, span.spanContext().traceId);
    assert.equal(trace.getSpan(active), span);
    assert.equal(active.getValue(key), undefined);
  });

  it('is extended as any other', () => {
    const span = request();
    const extended = new OwnContext(span).setValue(key, 7);
    assert.deepEqual([extended.getValue(key), trace.getSpan(extended)], [7, span]);
    assert.ok(isTracingSuppressed(suppressTracing(new OwnContext(span))));
    const without = trace.deleteSpan(new OwnContext(span));
    assert.equal(trace.getSpan(without), trace.getSpan(ROOT_CONTEXT));
    assert.equal(trace.getSpan(new OwnContext(span).deleteValue(key)), span);
  });
});
