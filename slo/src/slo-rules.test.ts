import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSlos } from './read-slo.ts';
import type { Slo } from './slo.ts';
import { sloRules } from './slo-rules.ts';
import { burns, burnThreshold } from './windows.ts';

const slo = readSlos().find(({ name }) => name === 'vote-availability') as Slo;

test('a burn rate that no ratio can reach is refused', () => {
  const [fastest] = burns;
  assert.ok(fastest);
  assert.throws(
    () => burnThreshold({ ...slo, target: 0.92 }, fastest),
    /vote-availability: a burn rate of 13\.44 can never be reached/,
  );
  assert.equal(burnThreshold(slo, fastest), 0.01344);
});

test('a scale shortens windows and leaves names and thresholds alone', () => {
  const [real, drill] = [sloRules(slo), sloRules(slo, 1 / 60)];
  assert.deepEqual(
    drill.rules.map((rule) => ('record' in rule ? rule.record : rule.alert)),
    real.rules.map((rule) => ('record' in rule ? rule.record : rule.alert)),
  );
  assert.equal(drill.interval, '5s');
  const expressions = drill.rules.map(({ expr }) => expr).join('\n');
  // An hour becomes a minute; five minutes would be five seconds, in which no rate can be seen.
  assert.match(expressions, /votes_rejected_total\{[^}]*\}\[60s\]/);
  assert.match(expressions, /votes_rejected_total\{[^}]*\}\[15s\]/);
  assert.doesNotMatch(expressions, /\[[1-9]s\]/);
  assert.match(expressions, /> 0\.01344 and/);
});
