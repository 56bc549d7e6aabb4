import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Indicator, Policy, Slo } from './slo.ts';

const folder = join(import.meta.dirname, '..');

/** Every SLO of the folder `slo/`, by name. */
export function readSlos(): Slo[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => parseSlo(readFileSync(join(folder, file), 'utf8'), file));
}

/** An SLO from OpenSLO YAML; throws one line with the file and the field that is missing or wrong. */
export function parseSlo(text: string, file: string): Slo {
  const document = parse(text) as unknown;
  const field = (path: string, of = document): unknown => {
    const value = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], of);
    if (value === undefined || value === '') throw new Error(`slo/${file}: ${path} is missing`);
    return value;
  };
  const text_ = (path: string) => String(field(path));
  const annotation = (name: string) => text_(`metadata.annotations.tallyscope/${name}`);

  if (text_('apiVersion') !== 'openslo/v1' || text_('kind') !== 'SLO') {
    throw new Error(`slo/${file}: not an openslo/v1 SLO`);
  }
  const target = Number(field('spec.objectives.0.target'));
  if (!(target > 0 && target < 1)) {
    throw new Error(`slo/${file}: spec.objectives.0.target must lie between 0 and 1`);
  }
  return {
    name: text_('metadata.name'),
    title: text_('metadata.displayName'),
    description: text_('spec.description'),
    target,
    periodDays: days(text_('spec.timeWindow.0.duration'), file),
    indicator: indicator(field, file),
    policies: policies(field('spec.alertPolicies') as string[], file),
    minimumBad: Number(annotation('minimum-bad-events')),
    owner: annotation('owner'),
    review: annotation('review'),
    rationale: annotation('rationale'),
    numerator: annotation('numerator'),
    denominator: annotation('denominator'),
    dashboard: annotation('dashboard'),
    runbook: annotation('runbook').trim().split('\n'),
  };
}

type Field = (path: string) => unknown;

function indicator(field: Field, file: string): Indicator {
  const spec = field('spec.indicator.spec') as Record<string, unknown>;
  const query = (path: string) => String(field(`spec.indicator.spec.${path}.metricSource.spec.query`));
  if (spec.thresholdMetric) {
    if (field('spec.objectives.0.op') !== 'lte')
      throw new Error(`slo/${file}: spec.objectives.0.op must be lte`);
    return {
      kind: 'slices',
      value: query('thresholdMetric'),
      atMost: Number(field('spec.objectives.0.value')),
    };
  }
  const total = windowed(query('ratioMetric.total'), file);
  const ratio = field('spec.indicator.spec.ratioMetric') as Record<string, unknown>;
  return ratio.good
    ? { kind: 'good', good: windowed(query('ratioMetric.good'), file), total }
    : { kind: 'bad', bad: windowed(query('ratioMetric.bad'), file), total };
}

function windowed(query: string, file: string): string {
  if (!query.includes('$window')) throw new Error(`slo/${file}: the query ${query} has no $window`);
  return query;
}

function days(duration: string, file: string): number {
  const found = /^(\d+)d$/.exec(duration);
  if (!found) throw new Error(`slo/${file}: spec.timeWindow.0.duration must be whole days, like 28d`);
  return Number(found[1]);
}

function policies(names: string[], file: string): Policy[] {
  return names.map((name) => {
    if (name !== 'page' && name !== 'ticket') throw new Error(`slo/${file}: no alert policy named ${name}`);
    return name;
  });
}
