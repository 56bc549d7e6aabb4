import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSpanContextValid, TraceFlags } from '@opentelemetry/api';
import { hexDigits, newSpanId, newTraceId, spanIdOf, traceIdOf } from './own-ids.ts';

const contextOf = () => ({
  traceId: hexDigits(newTraceId()),
  spanId: hexDigits(newSpanId()),
  traceFlags: TraceFlags.SAMPLED,
});

describe('ids of ours', () => {
  it('are valid and differ', () => {
    const contexts = Array.from({ length: 1_000 }, contextOf);
    assert.ok(contexts.every(isSpanContextValid));
    assert.equal(new Set(contexts.map(({ traceId }) => traceId)).size, 1_000);
    assert.equal(new Set(contexts.map(({ spanId }) => spanId)).size, 1_000);
  });

  it('are read from a context as they were written', () => {
    for (const context of Array.from({ length: 100 }, contextOf)) {
      assert.equal(hexDigits(traceIdOf(context)), context.traceId);
      assert.equal(hexDigits(spanIdOf(context)), context.spanId);
    }
    const edges = { traceId: '00000001800000007fffffffffffffff', spanId: '0000000a80000000', traceFlags: 1 };
    assert.equal(hexDigits(traceIdOf(edges)), edges.traceId);
    assert.equal(hexDigits(spanIdOf(edges)), edges.spanId);
  });
});
