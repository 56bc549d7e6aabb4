import assert from 'node:assert/strict';
import { test } from 'node:test';
import { objectivesOf } from '#src/features/observatory/objectives.ts';
import type { Alert } from '#src/features/observatory/prometheus-api.ts';

const recorded = (slo: string, values: Record<string, number>) =>
  Object.entries(values).map(([name, value]) => ({ labels: { __name__: `slo:${name}`, slo }, value }));
const budget = (slo: string, remaining: number) => recorded(slo, { 'budget_remaining:28d': remaining });
const burn = (slo: string): Alert => ({
  name: 'Burn',
  severity: 'page',
  summary: '',
  slo,
  since: new Date(0),
  runbook: undefined,
});

test('an objective is put together from its records', () => {
  const samples = recorded('pages', {
    objective: 0.995,
    'error_ratio:28d': 0.001,
    'budget_remaining:28d': 0.8,
    'burn_rate:1h': 0.2,
  });
  assert.deepEqual(objectivesOf(samples, []), [
    { name: 'pages', state: 'healthy', target: 0.995, achieved: 0.999, remaining: 0.8, burn: 0.2 },
  ]);
});

test('states tell a spent budget from one that burns, and the least budget comes first', () => {
  const samples = [
    ...budget('fine', 0.9),
    ...budget('new', Number.NaN),
    ...budget('hot', 0.5),
    ...budget('spent', 0),
  ];
  assert.deepEqual(
    objectivesOf(samples, [burn('hot'), burn('spent')]).map(({ name, state }) => [name, state]),
    [
      ['spent', 'exhausted'],
      ['hot', 'burning'],
      ['fine', 'healthy'],
      ['new', 'unknown'],
    ],
  );
});

test('nothing is called healthy while alerts are not known', () => {
  assert.equal(objectivesOf(budget('fine', 0.9), undefined)[0]?.state, 'unknown');
});
