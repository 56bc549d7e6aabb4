import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { run } from '../containers/run.ts';

const CHART = 'helm/tallyscope';
const git = (...args: string[]) => run('git', args, { cwd: PROJECT });

/** The newest release; before the first of all, the commit that brought the chart. Undefined in a clone without history. */
function previous(): string | undefined {
  const [tag] = git('tag', '--list', 'v*', '--sort=-v:refname').split('\n');
  return tag || git('log', '--diff-filter=A', '--format=%H', '--', `${CHART}/Chart.yaml`).split('\n').at(-1);
}

/** Lays the chart of the release before out under `dir` and gives its folder, with the files that it links to. */
export function previousChart(dir: string): string | undefined {
  const commit = previous();
  if (!commit) return undefined;
  mkdirSync(dir, { recursive: true });
  const folders = [CHART, 'otel', 'alerts/rules', 'slo/rules', 'dashboards'];
  const script = 'git archive "$1" -- $3 | tar -x -C "$2"';
  run('sh', ['-c', script, 'sh', commit, dir, folders.join(' ')], { cwd: PROJECT });
  return join(dir, CHART);
}
