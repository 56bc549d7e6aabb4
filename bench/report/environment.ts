import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { version } from '#src/config/version.ts';
import { PROJECT } from '../../tools/stack/config-dir.ts';

/** Where and with what something was measured. */
export interface Environment {
  measuredAt: string;
  commit: string;
  machine: string;
  system: string;
  /** Processes that wanted a core in the minute before: above none, something else ran beside the benchmark. */
  loadBefore: number;
  versions: Record<string, string>;
}

/** The load average of the last minute. */
export const loadAverage = () => Math.round((loadavg()[0] ?? 0) * 10) / 10;

/** The commit of this checkout, and whether its sources differ; `unknown` without git, or where it may not look. */
function describeCommit(): string {
  const git = (...args: string[]) => {
    const { status, stdout } = spawnSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' });
    return status === 0 ? stdout.trim() : undefined;
  };
  const commit = git('rev-parse', '--short', 'HEAD');
  if (commit === undefined) return 'unknown';
  return git('status', '--porcelain', '--', join(PROJECT, 'src')) === '' ? commit : `${commit} with changes`;
}

/** The processors and the memory that this process may use, which a container or `taskset` makes fewer than there are. */
function describeMachine(): string {
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(memory / 1024 ** 3)} GiB`;
}

/** This machine and these versions. `versions` are those of programs that were asked. */
export function describeEnvironment(versions: Record<string, string>, loadBefore: number): Environment {
  return {
    measuredAt: new Date().toISOString(),
    commit: describeCommit(),
    machine: describeMachine(),
    loadBefore,
    system: `${process.platform} ${release()} ${process.arch}`,
    versions: { tallyscope: version, node: process.versions.node, ...versions },
  };
}
