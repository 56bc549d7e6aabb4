import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { allQueries } from '../../dashboards/src/all-queries.ts';
import { loadRegistry } from '../../otel/registry/src/load-registry.ts';
import { runbookSections } from '../../tools/runbook.ts';
import { namesInPrometheus, registryNames } from './registry-names.ts';
import { usedLabels, usedMetrics } from './used-metrics.ts';

const root = join(import.meta.dirname, '../..');
const ofOthers = /^(otelcol|prometheus|alertmanager|traces_span_metrics)_\w+$|^(up|ALERTS)$/;

interface Rule {
  record?: string;
  alert?: string;
  expr: string;
}

const rules = ['alerts', 'slo'].flatMap((folder) =>
  readdirSync(join(root, folder, 'rules')).flatMap((file) => {
    const text = readFileSync(join(root, folder, 'rules', file), 'utf8');
    return (parse(text) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
  }),
);
const recorded = new Set(rules.map(({ record }) => record));
const sources = [
  ...rules.map(({ record, alert, expr }) => ({ where: record ?? alert ?? '', expr })),
  ...allQueries().map(({ dashboard, panel, expr }) => ({ where: `${dashboard}: ${panel}`, expr })),
  ...runbookSections().flatMap(({ alert, runbook }) =>
    runbook.see.map(({ query }) => ({ where: alert, expr: query })),
  ),
];

test('rules, dashboards and runbook read only metrics that are recorded, in the registry, or of the pipeline', () => {
  const registry = registryNames();
  const unknown = sources.flatMap(({ where, expr }) =>
    usedMetrics(expr)
      .filter((name) => !registry.has(name) && !recorded.has(name) && !ofOthers.test(name))
      .map((name) => `${where}: ${name}`),
  );
  assert.deepEqual(unknown, []);
});

test('they select metrics of the registry only by labels it names', () => {
  const registry = registryNames();
  const unknown = sources.flatMap(({ where, expr }) =>
    usedLabels(expr).flatMap(({ metric, labels }) =>
      labels
        .filter((label) => !(registry.get(metric)?.has(label) ?? true))
        .map((label) => `${where}: ${metric} by ${label}`),
    ),
  );
  assert.deepEqual(unknown, []);
});

test('every metric of our own is shown on a dashboard', () => {
  const shown = new Set(allQueries().flatMap(({ expr }) => usedMetrics(expr)));
  const unseen = loadRegistry()
    .signals.filter((signal) => signal.own && signal.type === 'metric')
    .filter((signal) => !namesInPrometheus(signal).some((name) => shown.has(name)));
  assert.deepEqual(
    unseen.map(({ name }) => name),
    [],
  );
});

test('metric names are found wherever they stand', () => {
  assert.deepEqual(
    usedMetrics('sum by (le) (rate(a_bucket{x="b"}[5m] offset 1h)) / on (c) group(d:e:f) > bool 1e-3'),
    ['a_bucket', 'd:e:f'],
  );
  assert.deepEqual(usedMetrics('{__name__=~"a_total|b_total", x=~"|y"} unless vector(1)'), [
    'a_total',
    'b_total',
  ]);
  assert.deepEqual(usedLabels('a{b="x", c!~"d=e"} + f'), [{ metric: 'a', labels: ['b', 'c'] }]);
});
