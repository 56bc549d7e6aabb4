import { join } from 'node:path';
import { toolPath } from '../../tool-path.ts';
import { PROJECT } from '../config-dir.ts';
import type { PartSpec } from '../part.ts';
import { holdPorts } from '../ports.ts';
import { local, type Site, spec } from './site.ts';

export async function lokiSpec(site: Site): Promise<PartSpec> {
  const [grpc] = await holdPorts(1);
  return spec(site, 'loki', {
    command: toolPath('loki'),
    args: [`-config.file=${join(PROJECT, 'otel/loki.yaml')}`, '-config.expand-env=true'],
    env: {
      LOKI_DATA_DIR: join(site.dataDir, 'loki'),
      LOKI_PORT: String(site.ports.loki),
      LOKI_GRPC_PORT: String(grpc),
    },
    readyUrl: local(site.ports.loki, '/ready'),
  });
}
