import { loadRegistry, type Registry, type Signal } from './load-registry.ts';
import { renderDocument } from './render-document.ts';

const mark = '// Generated from otel/registry; change the YAML there and run node tools/generate.ts.';
const camel = (name: string) => name.replaceAll(/[._]+(\w)/g, (_, letter: string) => letter.toUpperCase());

function metricEntry(signal: Signal): string {
  const fields = {
    name: signal.name,
    instrument: signal.instrument,
    unit: signal.unit,
    description: signal.brief,
    attributes: signal.attributes.map(({ name }) => name),
    ...(signal.buckets && { buckets: signal.buckets }),
    ...(signal.cardinalityLimit && { cardinalityLimit: signal.cardinalityLimit }),
  };
  const lines = Object.entries(fields).map(([key, value]) => line(key, value));
  return `  ${camel(signal.name)}: {\n${lines.join('\n')}\n  },`;
}

/** One field, broken where the formatter would break it, so that the file is the same before and after. */
function line(key: string, value: unknown): string {
  const whole = `    ${key}: ${literal(value)},`;
  if (whole.length <= 110) return whole;
  if (!Array.isArray(value)) return `    ${key}:\n      ${literal(value)},`;
  return `    ${key}: [\n${value.map((item) => `      ${literal(item)},\n`).join('')}    ],`;
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'number')
    return value >= 1000 ? value.toLocaleString('en').replaceAll(',', '_') : String(value);
  const text = String(value);
  return text.includes("'") ? JSON.stringify(text) : `'${text}'`;
}

const names = (own: string[]) => own.map((name) => `  ${camel(name)}: '${name}',`).join('\n');

function renderNames({ signals, attributes }: Registry): string {
  const own = (type: Signal['type']) => signals.filter((signal) => signal.own && signal.type === type);
  return `${mark}

/** Every metric of our own: how it is registered and what it may carry. */
export const ownMetrics = {
${own('metric').map(metricEntry).join('\n')}
} as const;

/** Names of our spans. */
export const spanNames = {
${names(own('span').flatMap(({ name }) => (name.includes('{') ? [] : name)))}
} as const;

/** Names of our span events. */
export const eventNames = {
${names(own('event').map(({ name }) => name))}
} as const;

/** Keys of our attributes. */
export const attributeNames = {
${names(attributes.map(({ id }) => id))}
} as const;
`;
}

/** The files made from the registry, as path from the top of the repository → content. */
export function render(): Map<string, string> {
  const registry = loadRegistry();
  return new Map([
    ['src/telemetry/names.ts', renderNames(registry)],
    ['docs/telemetry.md', renderDocument(registry)],
  ]);
}
