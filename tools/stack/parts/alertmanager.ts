import { join } from 'node:path';
import { toolPath } from '../../tool-path.ts';
import type { PartSpec } from '../part.ts';
import { address, local, type Site, spec } from './site.ts';

export function alertmanagerSpec(site: Site): PartSpec {
  return spec(site, 'alertmanager', {
    command: toolPath('alertmanager'),
    args: [
      `--config.file=${join(site.configDir, 'alertmanager.yaml')}`,
      `--storage.path=${join(site.dataDir, 'alertmanager')}`,
      `--web.listen-address=${address(site.ports.alertmanager)}`,
      '--cluster.listen-address=',
      '--log.level=warn',
    ],
    cwd: site.configDir,
    readyUrl: local(site.ports.alertmanager, '/-/ready'),
  });
}
