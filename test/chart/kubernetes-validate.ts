import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRoot } from '../../tools/build/plan.mjs';
import { pythonTool } from '../../tools/python-tool.ts';
import { run } from '../containers/run.ts';

const requirements = join(import.meta.dirname, 'requirements.txt');
const program = 'from kubernetes_validate.__main__ import main; import sys; sys.exit(main())';

/** The published schemas of Kubernetes 1.25 to 1.37, kept in the cache of tools. */
function schemas(): string {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const target = join(cacheRoot(), `kubernetes-validate-${hash}`);
  if (existsSync(target)) return target;
  const scratch = `${target}.${process.pid}`;
  try {
    const pinned = ['--no-deps', '--require-hashes', '-r', requirements];
    run(pythonTool('pip'), [
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--target',
      scratch,
      ...pinned,
    ]);
    renameSync(scratch, target);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return target;
}

/**
 * Holds manifests against the schemas of a Kubernetes version, such as "1.34", in which no field may be unknown; gives a
 * line for each object that passed. @throws with what is wrong.
 */
export function validateManifests(version: string, files: string[]): string[] {
  const args = ['-c', program, '--strict', '-k', `${version}.0`, ...files];
  const env = { ...process.env, PYTHONPATH: schemas() };
  const said = run('sh', ['-c', 'exec "$@" 2>&1', 'sh', pythonTool('python'), ...args], { env });
  return said.split('\n').filter((line) => / passed for resource /.test(line));
}
