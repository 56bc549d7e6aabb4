import { join } from 'node:path';
import { toolPath } from '../../tool-path.ts';
import { PROJECT } from '../config-dir.ts';
import type { PartSpec } from '../part.ts';
import { address, local, type Site, spec } from './site.ts';

/** `layers` are further configuration files, laid over the project's in order. */
export function collectorSpec(site: Site, layers: string[], env: Record<string, string>): PartSpec {
  const { ports } = site;
  return spec(site, 'collector', {
    command: toolPath('collector'),
    args: [join(PROJECT, 'otel/collector.yaml'), ...layers].flatMap((file) => ['--config', file]),
    env: {
      COLLECTOR_DATA_DIR: join(site.dataDir, 'collector'),
      COLLECTOR_OTLP_ADDRESS: address(ports.otlp),
      COLLECTOR_HEALTH_ADDRESS: address(ports.collectorHealth),
      COLLECTOR_METRICS_PORT: String(ports.collectorMetrics),
      PROMETHEUS_OTLP_ENDPOINT: local(ports.prometheus, '/api/v1/otlp/v1/metrics'),
      TEMPO_OTLP_ENDPOINT: local(ports.tracesOtlp),
      LOKI_OTLP_ENDPOINT: local(ports.loki, '/otlp/v1/logs'),
      ...env,
    },
    readyUrl: local(ports.collectorHealth),
  });
}
