import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseSlo, readSlos } from './read-slo.ts';

const good = readFileSync(join(import.meta.dirname, '../vote-availability.yaml'), 'utf8');

test('the objectives of the service are all there', () => {
  const targets = Object.fromEntries(readSlos().map(({ name, target }) => [name, target]));
  assert.deepEqual(targets, {
    'count-integrity': 0.999,
    'export-success': 0.99,
    'export-timeliness': 0.95,
    'live-results': 0.99,
    pages: 0.995,
    'telemetry-freshness': 0.995,
    'vote-availability': 0.999,
    'vote-latency': 0.99,
  });
});

for (const [what, from, to, error] of [
  ['a missing owner', /tallyscope\/owner: .*/, '', 'metadata.annotations.tallyscope/owner is missing'],
  [
    'a target in percent',
    'target: 0.999',
    'target: 99.9',
    'spec.objectives.0.target must lie between 0 and 1',
  ],
  ['another kind', 'kind: SLO', 'kind: Service', 'not an openslo/v1 SLO'],
  ['months', 'duration: 28d', 'duration: 1M', 'spec.timeWindow.0.duration must be whole days, like 28d'],
  ['a fixed window', "[$window]))'\n        total", "[5m]))'\n        total", 'has no $window'],
  ['an unknown policy', '- page', '- call', 'no alert policy named call'],
] as const) {
  test(`an SLO file with ${what} is refused in one line`, () => {
    const bad = good.replace(from, () => to);
    assert.notEqual(bad, good);
    assert.throws(
      () => parseSlo(bad, 'x.yaml'),
      ({ message }: Error) =>
        message.startsWith('slo/x.yaml: ') && message.includes(error) && !message.includes('\n'),
    );
  });
}
