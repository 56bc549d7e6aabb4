import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Context,
  INVALID_SPAN_CONTEXT,
  type Link,
  ROOT_CONTEXT,
  SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { hexDigits, newTraceId } from './own/own-ids.ts';
import { headSampler, keepsTraces } from './sampler.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const kept = { traceId, spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.SAMPLED };

const decide = (
  name: string,
  {
    ratio = 1,
    context = ROOT_CONTEXT,
    kind = SpanKind.INTERNAL,
    links = [],
  }: Partial<{
    ratio: number;
    context: Context;
    kind: SpanKind;
    links: Link[];
  }> = {},
) => headSampler(name, ratio).shouldSample(context, traceId, 'span', kind, {}, links).decision;

describe('headSampler', () => {
  it('keeps and drops as configured', () => {
    assert.equal(decide('parentbased_always_on'), SamplingDecision.RECORD_AND_SAMPLED);
    assert.equal(decide('always_off'), SamplingDecision.NOT_RECORD);
    assert.equal(decide('parentbased_traceidratio', { ratio: 0 }), SamplingDecision.NOT_RECORD);
  });

  it('drops a statement that nothing asked for, and keeps one below a kept span', () => {
    const kind = SpanKind.CLIENT;
    assert.equal(decide('parentbased_always_on', { kind }), SamplingDecision.NOT_RECORD);
    const context = trace.setSpanContext(ROOT_CONTEXT, kept);
    assert.equal(decide('parentbased_always_on', { kind, context }), SamplingDecision.RECORD_AND_SAMPLED);
  });

  it('goes with the parent, whatever the ratio, unless the parent is none', () => {
    const below = (flags: number) => trace.setSpanContext(ROOT_CONTEXT, { ...kept, traceFlags: flags });
    const ratio = 'parentbased_traceidratio';
    assert.equal(decide(ratio, { ratio: 0, context: below(1) }), SamplingDecision.RECORD_AND_SAMPLED);
    assert.equal(decide(ratio, { ratio: 1, context: below(0) }), SamplingDecision.NOT_RECORD);
    assert.equal(decide('traceidratio', { ratio: 0, context: below(1) }), SamplingDecision.NOT_RECORD);
    const context = trace.setSpanContext(ROOT_CONTEXT, INVALID_SPAN_CONTEXT);
    assert.equal(decide(ratio, { ratio: 1, context }), SamplingDecision.RECORD_AND_SAMPLED);
    assert.equal(decide(ratio, { kind: SpanKind.CLIENT, context }), SamplingDecision.NOT_RECORD);
  });

  it('says which samplers there are', () => {
    assert.throws(
      () => headSampler('sometimes', 1),
      /^Error: OTEL_TRACES_SAMPLER: expected one of always_on, /,
    );
  });
});

describe('keepsTraces', () => {
  it('keeps what the SDK keeps', () => {
    for (const [name, ratio] of [
      ['parentbased_always_on', 0],
      ['always_off', 1],
      ['traceidratio', 0],
      ['parentbased_traceidratio', 0.1],
      ['traceidratio', 0.7],
      ['traceidratio', 1],
    ] as const) {
      const sampler = headSampler(name, ratio);
      const keeps = keepsTraces(name, ratio);
      for (const id of Array.from({ length: 2_000 }, newTraceId)) {
        const { decision } = sampler.shouldSample(
          ROOT_CONTEXT,
          hexDigits(id),
          'span',
          SpanKind.SERVER,
          {},
          [],
        );
        assert.equal(keeps(id), decision === SamplingDecision.RECORD_AND_SAMPLED, `${name} ${ratio}`);
      }
    }
  });
});
