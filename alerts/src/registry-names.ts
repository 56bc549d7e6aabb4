import { loadRegistry, type Signal } from '../../otel/registry/src/load-registry.ts';

/** Labels Prometheus gives to every series that came by OTLP. */
const everywhere = [
  'job',
  'instance',
  'service_version',
  'deployment_environment_name',
  'otel_metric_overflow',
];

const units: Record<string, string> = { s: '_seconds', By: '_bytes', '1': '_ratio' };

/** Names the metrics of the registry have in Prometheus → the labels they may carry. */
export function registryNames(): Map<string, Set<string>> {
  const metrics = loadRegistry().signals.filter(({ type }) => type === 'metric');
  return new Map(
    metrics.flatMap((signal) => namesInPrometheus(signal).map((name) => [name, labels(signal)])),
  );
}

/** What the series of a metric of the registry are called in Prometheus. */
export function namesInPrometheus({ name, unit = '', instrument }: Signal): string[] {
  const suffix = unit === '1' && instrument !== 'gauge' ? '' : (units[unit] ?? '');
  const whole = name.replaceAll('.', '_') + suffix;
  if (instrument === 'counter') return [`${whole}_total`];
  if (instrument === 'histogram') return ['bucket', 'sum', 'count'].map((part) => `${whole}_${part}`);
  return [whole];
}

function labels({ attributes }: Signal): Set<string> {
  return new Set([...everywhere, 'le', ...attributes.map(({ name }) => name.replaceAll('.', '_'))]);
}
