import { join } from 'node:path';
import { PROJECT } from '../config-dir.ts';
import type { PartSpec } from '../part.ts';
import { local, onPath, type Site, spec } from './site.ts';

export function grafanaBinary(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return onPath('grafana', env);
}

export function grafanaSpec(site: Site, binary: string): PartSpec {
  const { ports } = site;
  return spec(site, 'grafana', {
    command: binary,
    args: ['server', `--homepath=${process.env.GRAFANA_HOME || '/usr/share/grafana'}`],
    env: {
      GF_PATHS_DATA: join(site.dataDir, 'grafana'),
      GF_PATHS_LOGS: join(site.dataDir, 'logs'),
      GF_PATHS_PROVISIONING: join(PROJECT, 'otel/grafana/provisioning'),
      GF_SERVER_HTTP_ADDR: '127.0.0.1',
      GF_SERVER_HTTP_PORT: String(ports.grafana),
      GF_AUTH_ANONYMOUS_ENABLED: 'true',
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      PROMETHEUS_URL: local(ports.prometheus),
      TEMPO_URL: local(ports.traces),
      LOKI_URL: local(ports.loki),
      ALERTMANAGER_URL: local(ports.alertmanager),
      DASHBOARDS_PATH: join(PROJECT, 'dashboards'),
    },
    readyUrl: local(ports.grafana, '/api/health'),
  });
}
