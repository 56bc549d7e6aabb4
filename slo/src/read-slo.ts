import { existsSync, readdirSync, readFileSync } from 'node:fs';
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
  const document = read(text, file);
  const field = (path: string, of = document): unknown => {
    const value = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], of);
    if (value === undefined || value === '') throw new Error(`slo/${file}: ${path} is missing`);
    return value;
  };
  const text_ = (path: string, form?: RegExp, say?: string) => {
    const found = String(field(path));
    if (form && !form.test(found)) throw new Error(`slo/${file}: ${path} must be ${say}, not ${found}`);
    return found;
  };
  const annotation = (name: string, form?: RegExp, say?: string) =>
    text_(`metadata.annotations.tallyscope/${name}`, form, say);

  if (text_('apiVersion') !== 'openslo/v1' || text_('kind') !== 'SLO') {
    throw new Error(`slo/${file}: not an openslo/v1 SLO`);
  }
  const target = Number(field('spec.objectives.0.target'));
  if (!(target > 0 && target < 1)) {
    throw new Error(`slo/${file}: spec.objectives.0.target must lie between 0 and 1`);
  }
  const name = text_(
    'metadata.name',
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    'small letters, digits and single hyphens',
  );
  // Two of one name would write each other's rules.
  if (file !== `${name}.yaml`)
    throw new Error(`slo/${file}: metadata.name is ${name}; name the file after it`);
  // The windows of the rules are made for four weeks.
  text_('spec.timeWindow.0.duration', /^28d$/, '28d');
  return {
    name,
    title: text_('metadata.displayName'),
    description: text_('spec.description'),
    target,
    periodDays: 28,
    indicator: indicator(field, file),
    policies: policies(field('spec.alertPolicies'), file),
    minimumBad: Number(annotation('minimum-bad-events', /^\d+$/, 'a whole number')),
    owner: annotation('owner'),
    review: annotation('review', /^\d{4}-\d\d-\d\d$/, 'a day such as 2027-02-15'),
    rationale: annotation('rationale'),
    numerator: annotation('numerator'),
    denominator: annotation('denominator'),
    dashboard: dashboard(annotation('dashboard'), file),
    runbook: annotation('runbook').trim().split('\n'),
  };
}

/** The document; what YAML says of a mistake takes several lines, of which the first has what and where. */
function read(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`slo/${file}: ${(error as Error).message.split('\n')[0]}`);
  }
}

type Field = (path: string) => unknown;

function indicator(field: Field, file: string): Indicator {
  const spec = field('spec.indicator.spec') as Record<string, unknown>;
  const query = (path: string) => String(field(`spec.indicator.spec.${path}.metricSource.spec.query`));
  if (spec.thresholdMetric) {
    if (field('spec.objectives.0.op') !== 'lte')
      throw new Error(`slo/${file}: spec.objectives.0.op must be lte`);
    const atMost = Number(field('spec.objectives.0.value'));
    if (Number.isNaN(atMost)) throw new Error(`slo/${file}: spec.objectives.0.value must be a number`);
    return { kind: 'slices', value: query('thresholdMetric'), atMost };
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

function dashboard(uid: string, file: string): string {
  if (!existsSync(join(folder, '../dashboards', `${uid}.json`)))
    throw new Error(`slo/${file}: there is no dashboard ${uid}`);
  return uid;
}

function policies(names: unknown, file: string): Policy[] {
  if (!Array.isArray(names)) throw new Error(`slo/${file}: spec.alertPolicies must be a list`);
  return names.map((name) => {
    if (name !== 'page' && name !== 'ticket') throw new Error(`slo/${file}: no alert policy named ${name}`);
    return name;
  });
}
