import { join } from 'node:path';
import { toolPath } from '../../tool-path.ts';
import type { PartSpec } from '../part.ts';
import { address, local, type Site, spec } from './site.ts';

export function prometheusSpec(site: Site): PartSpec {
  return spec(site, 'prometheus', {
    command: toolPath('prometheus'),
    args: [
      `--config.file=${join(site.configDir, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${join(site.dataDir, 'prometheus')}`,
      `--web.listen-address=${address(site.ports.prometheus)}`,
      '--web.enable-otlp-receiver',
      '--web.enable-remote-write-receiver',
      '--rules.alert.resend-delay=15s',
      '--enable-feature=exemplar-storage,created-timestamp-zero-ingestion,promql-extended-range-selectors',
      '--log.level=warn',
    ],
    readyUrl: local(site.ports.prometheus, '/-/ready'),
  });
}
