import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkAgainstRegistry } from '../../otel/registry/src/check.ts';
import { loadRegistry } from '../../otel/registry/src/load-registry.ts';
import { seenInOtlp } from '../../otel/registry/src/seen-in-otlp.ts';
import { eventually } from '../support/eventually.ts';
import type { Bench } from './rig/bench.ts';

/** Everything received so far against the telemetry contract; to be run after whatever sends something. */
export function checkRegistry(bench: () => Bench): void {
  it('receives what the registry names, all of it and nothing else', async () => {
    const registry = loadRegistry();
    await eventually(
      () => {
        const { received } = bench();
        const exported = (['metrics', 'traces', 'logs'] as const).flatMap((signal) =>
          received.exports(signal),
        );
        const seen = exported.flatMap((one) => [...seenInOtlp(one)]);
        assert.deepEqual(checkAgainstRegistry(seen, registry), []);
      },
      { withinMs: 60_000, everyMs: 1000 },
    );
  });
}
