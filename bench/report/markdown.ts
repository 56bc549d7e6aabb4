import { type Goal, isMet, type PartResult, type Series } from '../part.ts';
import { median } from '../statistics.ts';
import type { Environment } from './environment.ts';
import { numberText } from './number-text.ts';

/** A part's result as it is kept, one JSON file each. */
export interface KeptResult extends PartResult {
  part: string;
  title: string;
  command: string;
  rounds: number;
  environment: Environment;
}

function verdict(goal: Goal): string {
  if (goal.exempt) return goal.exempt;
  return isMet(goal) ? 'met' : '**missed**';
}

const goalRow = (goal: Goal) =>
  `| ${goal.text} | ${numberText(goal.measured)} ${goal.unit} | ${goal.relation} ${numberText(goal.bound)} ${goal.unit} | ${verdict(goal)} |`;

const seriesRow = ({ name, unit, values }: Series) =>
  `| ${name} | ${unit} | ${numberText(median(values))} | ${numberText(Math.min(...values))}–${numberText(Math.max(...values))} |`;

function section({ title, part, command, rounds, environment, series, goals, notes }: KeptResult): string {
  const { measuredAt, commit, machine, system, versions, loadBefore } = environment;
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `## ${title}

\`${command}\`, ${rounds} rounds, ${measuredAt.slice(0, 16).replace('T', ' ')} UTC, commit ${commit}.
${machine}, load average ${loadBefore} before; ${system}; ${programs.join(', ')}.

| what | unit | median | range |
|---|---|---:|---:|
${series.map(seriesRow).join('\n')}

${goals.length > 0 ? `| goal | measured | bound | |\n|---|---:|---:|---|\n${goals.map(goalRow).join('\n')}\n\n` : ''}${notes.map((note) => `- ${note}`).join('\n')}

![${title}](${part}.svg)
`;
}

/** All results as a page. */
export const markdown = (results: readonly KeptResult[]) => `# Results of the benchmark

Written by \`make bench\`; \`BENCH_ONLY=part\` runs a part, \`ROUNDS=n\` says how often. What they mean is in
[\`docs/performance.md\`](../../docs/performance.md). Variants take turns in each round, so that what slows the machine for a
while slows all of them. A goal with × is the median of the ratios within the rounds, not the ratio of two medians of the table.

${results.map(section).join('\n')}`;
