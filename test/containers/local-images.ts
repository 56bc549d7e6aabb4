import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findBinaries } from '#src/database/embedded/find-binaries.ts';
import { toolPath } from '../../tools/tool-path.ts';
import { run } from './run.ts';

const parts = [
  'postgres',
  'valkey',
  'traefik',
  's3',
  'collector',
  'prometheus',
  'alertmanager',
  'loki',
] as const;

/**
 * Makes local images of every part that can be built here: the programs of the native stack, the PostgreSQL that is
 * embedded, Redis for Valkey and HAProxy for Traefik. Gives the variables that name them to the compose file.
 */
export async function localImages(): Promise<Record<string, string>> {
  const context = mkdtempSync(join(tmpdir(), 'tallyscope-parts-'));
  try {
    for (const tool of ['versitygw', 'collector', 'prometheus', 'alertmanager', 'loki'] as const)
      cpSync(toolPath(tool), join(context, tool), { dereference: true });
    const { postgres } = await findBinaries();
    const native = dirname(dirname(postgres));
    cpSync(native, join(context, 'postgres'), { recursive: true, verbatimSymlinks: true });
    for (const file of ['postgres.sh', 'parts.Dockerfile'])
      cpSync(join(import.meta.dirname, file), join(context, file));
    const named = parts.map((part) => {
      const image = `tallyscope-test/${part}`;
      const file = ['--file', join(context, 'parts.Dockerfile')];
      run('docker', ['build', '--network', 'host', '--target', part, '--tag', image, ...file, context]);
      return [`${part.toUpperCase()}_IMAGE`, image] as const;
    });
    return Object.fromEntries(named);
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}
