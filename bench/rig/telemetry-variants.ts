import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { register } from './service.ts';

/** One way to run the service under load. */
export interface Variant {
  name: string;
  /** Paths of the modules loaded before the program. */
  imports: string[];
  env: Record<string, string>;
  /** Share of requests that get a span of ours; undefined where it is not ours that is measured. */
  traced?: number;
}

/** The variants, the one everything is compared with first; `endpoint` takes OTLP. */
export function variants(endpoint: string): Variant[] {
  const otlp = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
  const ours = (name: string, sampler: Record<string, string>, traced: number): Variant => ({
    name,
    imports: [register],
    env: { ...otlp, ...sampler },
    traced,
  });
  return [
    { name: 'off', imports: [register], env: {} },
    {
      name: 'stock instrumentation',
      imports: [
        join(import.meta.dirname, 'without-own-layer.ts'),
        fileURLToPath(import.meta.resolve('@opentelemetry/auto-instrumentations-node/register')),
      ],
      env: {
        ...otlp,
        OTEL_METRIC_EXPORT_INTERVAL: '5000',
        OTEL_METRIC_EXPORT_TIMEOUT: '5000',
        // As ours sends them, and what the receiver reads.
        OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json',
        // The others ask cloud metadata services that are not there.
        OTEL_NODE_RESOURCE_DETECTORS: 'env',
      },
    },
    ours('ours, metrics', { OTEL_TRACES_SAMPLER: 'always_off' }, 0),
    ours(
      'ours, metrics + 10 % traces',
      { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' },
      0.1,
    ),
    ours('ours, metrics + all traces', {}, 1),
  ];
}
