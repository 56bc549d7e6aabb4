import { relative } from 'node:path';
import type { MutantResult } from '@stryker-mutator/api/core';

/** What became of one mutant. */
export type Judged = Pick<MutantResult, 'fileName' | 'status' | 'mutatorName' | 'replacement' | 'location'>;

const KILLED = ['Killed', 'Timeout'];
/** Those that were no program, or were left out on purpose, say nothing. */
const COUNTED = [...KILLED, 'Survived', 'NoCoverage'];

const counted = (mutants: readonly Judged[]) => mutants.filter(({ status }) => COUNTED.includes(status));
const killed = (mutants: readonly Judged[]) => mutants.filter(({ status }) => KILLED.includes(status));

/** Percent of mutants that a test noticed; 100 where there is none. */
export function scoreOf(mutants: readonly Judged[]): number {
  const all = counted(mutants).length;
  return all === 0 ? 100 : (100 * killed(mutants).length) / all;
}

/** One line for each mutant that no test noticed. */
export function survivorsOf(mutants: readonly Judged[], root: string): string[] {
  return counted(mutants)
    .filter((mutant) => !killed([mutant]).length)
    .map(({ fileName, location, mutatorName, replacement, status }) => {
      const { line, column } = location.start;
      const said = replacement?.split('\n').find((part) => part.includes('/* was ')) ?? replacement;
      return `${relative(root, fileName)}:${line}:${column} ${status} ${mutatorName}: ${said?.trim()}`;
    });
}

const ROW = /^\| `([^`]+)` \| (\d+) \| (\d+) \| (\d+) \| .* \|$/;

/** Where a row is, and of when. */
export interface RowOf {
  root: string;
  today: string;
}

const nameOf = (fileName: string, { root }: RowOf) =>
  relative(root, fileName).replace(/^src\/features\//, '');

/** The row of one file. */
export function rowOf(fileName: string, mutants: readonly Judged[], of: RowOf): string {
  const endless = mutants.filter(({ status }) => status === 'Timeout').length;
  const numbers = [counted(mutants).length, killed(mutants).length, endless].join(' | ');
  return `| \`${nameOf(fileName, of)}\` | ${numbers} | ${scoreOf(mutants).toFixed(1)} % | ${of.today} |`;
}

/** The page with the rows of these files put in place of the ones they had, and without those of files that are `gone`. */
export function tableWith(
  page: string,
  mutants: readonly Judged[],
  of: RowOf,
  gone: (file: string) => boolean = () => false,
): string {
  const rows = new Map<string, string>();
  for (const line of page.split('\n')) {
    const [, file] = ROW.exec(line) ?? [];
    if (file && !gone(file)) rows.set(file, line);
  }
  for (const [fileName, found] of Map.groupBy(mutants, (mutant) => mutant.fileName))
    rows.set(nameOf(fileName, of), rowOf(fileName, found, of));
  const sums = [...rows.values()].map((row) => (ROW.exec(row) ?? []).slice(2, 5).map(Number));
  const totals = [0, 1, 2].map((at) => sums.reduce((sum, numbers) => sum + (numbers[at] ?? 0), 0));
  const [all = 0, dead = 0] = totals;
  const total = `| all | ${totals.join(' | ')} | ${((100 * dead) / (all || 1)).toFixed(1)} % | |`;
  const body = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  const head = ['| file | mutants | noticed | of these endless | score | run |', '|---|---|---|---|---|---|'];
  const [before = '', rest = ''] = page.split('<!-- table -->\n');
  const after = rest.slice(rest.indexOf('<!-- end -->'));
  return `${before}<!-- table -->\n${[...head, ...body, total].join('\n')}\n${after}`;
}
