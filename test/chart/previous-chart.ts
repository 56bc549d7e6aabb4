import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../containers/run.ts';
import { git } from '../support/git.ts';

const CHART = 'helm/tallyscope';
const lines = (...args: string[]) =>
  git(...args)
    .toString()
    .trim()
    .split('\n');

/** The newest release; before the first of all, the commit that brought the chart. Undefined in a clone without history. */
function previous(): string | undefined {
  const [tag] = lines('tag', '--list', 'v*', '--sort=-v:refname');
  return tag || lines('log', '--diff-filter=A', '--format=%H', '--', `${CHART}/Chart.yaml`).at(-1);
}

/** Lays the chart of the release before out under `dir` and gives its folder, with the files that it links to. */
export function previousChart(dir: string): string | undefined {
  const commit = previous();
  if (!commit) return undefined;
  mkdirSync(dir, { recursive: true });
  const input = git('archive', commit, '--', CHART, 'otel', 'alerts/rules', 'slo/rules', 'dashboards');
  run('tar', ['-x', '-C', dir], { input });
  return join(dir, CHART);
}
