import assert from 'node:assert/strict';
import { it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import type { Bench } from './rig/bench.ts';

/** Log records at the Collector. */
export function checkLogs(bench: () => Bench): void {
  it('receives access lines that name their trace', async () => {
    const { received, traces } = bench();
    const record = await eventually(() => {
      const found = received.logs().find(({ body, traceId }) => body?.stringValue === 'request' && traceId);
      assert.ok(found?.spanId);
      return found;
    });
    // The span of a request ends after those of its statements, and may be exported after them.
    await eventually(async () => {
      const spans = await traces.spans(record.traceId ?? '');
      assert.ok(spans.some(({ id }) => id === record.spanId));
    });
  });
}
