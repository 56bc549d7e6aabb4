import type { AttributeUse, Registry, Signal } from './load-registry.ts';

const uses = (attributes: AttributeUse[]) =>
  attributes.map(({ name, required }) => (required ? `\`${name}\`` : `\`${name}\`?`)).join(', ') || '–';

const unitSuffix: Record<string, string> = { s: '_seconds', By: '_bytes' };

/** The name Prometheus shows for a metric received through OTLP with unit and type suffixes. */
function prometheusName({ name, unit = '', instrument }: Signal): string {
  const ratio = unit === '1' && instrument === 'gauge' ? '_ratio' : '';
  const base = name.replaceAll('.', '_') + (unitSuffix[unit] ?? ratio);
  return instrument === 'counter' ? `${base}_total` : base;
}

const says = ({ brief, note }: Signal) => (note ? `${brief} ${note}` : brief);

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function metricTable(metrics: Signal[]): string {
  return table(
    ['metric', 'in Prometheus', 'kind, unit', 'attributes', 'says'],
    metrics.map((metric) => [
      `\`${metric.name}\``,
      `\`${prometheusName(metric)}\``,
      `${metric.instrument} \`${metric.unit}\``,
      uses(metric.attributes),
      says(metric),
    ]),
  );
}

function spanTable(spans: Signal[]): string {
  return table(
    ['span', 'kind', 'attributes', 'says'],
    spans.map((span) => [`\`${span.name}\``, span.spanKind ?? '', uses(span.attributes), says(span)]),
  );
}

/** The reference of every signal, as Markdown. */
export function renderDocument({ signals, attributes }: Registry): string {
  const pick = (type: Signal['type'], own: boolean) =>
    signals.filter((signal) => signal.type === type && signal.own === own);
  return `# What Tallyscope tells about itself

<!-- Generated from otel/registry; change the YAML there and run node tools/generate.ts. -->

The registry in [\`otel/registry\`](../otel/registry) is the contract: a signal, attribute or unit that is not here fails the
pipeline test, and so does an entry that never appears, unless it is marked \`rare\`. A mark \`?\` stands for an attribute that is not always present.

The resource of every signal has \`service.name\`, \`service.version\`, \`service.instance.id\` (new for every process) and
\`deployment.environment.name\`. No signal carries a voter, an address, a choice or a credential.

## Metrics of our own

${metricTable(pick('metric', true))}

## Spans of our own

${spanTable(pick('span', true))}

## Span events

${table(
  ['event', 'attributes', 'says'],
  signals
    .filter(({ type }) => type === 'event')
    .map((event) => [`\`${event.name}\``, uses(event.attributes), says(event)]),
)}

## Log records

Lines of the program, on standard output as JSON and through OTLP. An error on a line is \`exception.*\` in OTLP and \`err\` in JSON; \`trace_id\` and \`span_id\` stand on every line of a request that is traced.

${table(
  ['text', 'attributes', 'says'],
  signals
    .filter(({ type }) => type === 'log')
    .map((record) => [`\`${record.name}\``, uses(record.attributes), says(record)]),
)}

## Attributes of our own

${table(
  ['attribute', 'type', 'says'],
  attributes.map(({ id, type, brief }) => [`\`${id}\``, type, brief]),
)}

## Metrics of libraries

${metricTable(pick('metric', false))}

## Spans of libraries

${spanTable(pick('span', false))}
`;
}
