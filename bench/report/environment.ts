import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { version } from '#src/config/version.ts';

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

/** This machine and these versions. `versions` are those of programs that were asked. */
export function describeEnvironment(versions: Record<string, string>, loadBefore: number): Environment {
  const [cpu, ...others] = cpus();
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', 'src') === '' ? '' : ' with changes';
  return {
    measuredAt: new Date().toISOString(),
    commit: `${git('rev-parse', '--short', 'HEAD')}${changed}`,
    machine: `${others.length + 1} × ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 1024 ** 3)} GiB`,
    loadBefore,
    system: `${process.platform} ${release()} ${process.arch}`,
    versions: { tallyscope: version, node: process.versions.node, ...versions },
  };
}
