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
  ['another period', 'duration: 28d', 'duration: 7d', 'spec.timeWindow.0.duration must be 28d, not 7d'],
  [
    'a minimum in words',
    'minimum-bad-events: "10"',
    'minimum-bad-events: "ten"',
    'metadata.annotations.tallyscope/minimum-bad-events must be a whole number, not ten',
  ],
  [
    'a name that is no label',
    'name: vote-availability',
    'name: Votes!',
    'metadata.name must be small letters, digits and single hyphens, not Votes!',
  ],
  [
    'the name of another',
    'name: vote-availability',
    'name: pages',
    'metadata.name is pages; name the file after it',
  ],
  [
    'no day of review',
    /review: .*/,
    'review: soon',
    'metadata.annotations.tallyscope/review must be a day such as 2027-02-15, not soon',
  ],
  [
    'a dashboard that is not there',
    'dashboard: tallyscope-votes',
    'dashboard: votes',
    'there is no dashboard votes',
  ],
  [
    'one policy and no list',
    /alertPolicies:[\s\S]*/,
    'alertPolicies: page',
    'spec.alertPolicies must be a list',
  ],
  ['a slip in its YAML', 'kind: SLO', 'kind: SLO: x', 'at line 2'],
  ['a fixed window', "[$window]))'\n        total", "[5m]))'\n        total", 'has no $window'],
  ['an unknown policy', '- page', '- call', 'no alert policy named call'],
  ['another version', 'openslo/v1', 'openslo/v2', 'not an openslo/v1 SLO'],
  ['an empty text', /displayName: .*/, 'displayName: ""', 'metadata.displayName is missing'],
  ['a target that is always met', 'target: 0.999', 'target: 0', 'must lie between 0 and 1'],
  ['a target without a budget', 'target: 0.999', 'target: 1', 'must lie between 0 and 1'],
  ['a word behind its period', 'duration: 28d', 'duration: 28days', 'must be 28d, not 28days'],
  ['a word before its period', 'duration: 28d', 'duration: about 28d', 'must be 28d, not about 28d'],
  ['a word behind its minimum', 'events: "10"', 'events: "10 a day"', 'must be a whole number'],
  ['a word before its minimum', 'events: "10"', 'events: "-10"', 'must be a whole number'],
  ['a time behind its day', /review: .*/, 'review: 2027-02-15T00', 'must be a day'],
  ['a word before its day', /review: .*/, 'review: by 2027-02-15', 'must be a day'],
  ['a capital before its name', 'name: vote-availability', 'name: Avote-availability', 'small letters'],
  ['a hyphen behind its name', 'name: vote-availability', 'name: vote-availability-', 'small letters'],
] as const) {
  test(`an SLO file with ${what} is refused in one line`, () => {
    const bad = good.replace(from, () => to);
    assert.notEqual(bad, good);
    assert.throws(
      () => parseSlo(bad, 'vote-availability.yaml'),
      ({ message }: Error) =>
        message.startsWith('slo/vote-availability.yaml: ') &&
        message.includes(error) &&
        !message.includes('\n'),
    );
  });
}

test('a bound that is to be kept from below is refused in one line', () => {
  const slices = readFileSync(join(import.meta.dirname, '../telemetry-freshness.yaml'), 'utf8');
  assert.throws(() => parseSlo(slices.replace('op: lte', 'op: gte'), 'telemetry-freshness.yaml'), {
    message: 'slo/telemetry-freshness.yaml: spec.objectives.0.op must be lte',
  });
});

test('a bound of a threshold that is no number is refused in one line', () => {
  const slices = readFileSync(join(import.meta.dirname, '../telemetry-freshness.yaml'), 'utf8');
  const bad = slices.replace('value: 30', 'value: thirty');
  assert.notEqual(bad, slices);
  assert.throws(() => parseSlo(bad, 'telemetry-freshness.yaml'), {
    message: 'slo/telemetry-freshness.yaml: spec.objectives.0.value must be a number',
  });
});
