import { burnAlertName } from './burn-alert.ts';
import type { Slo } from './slo.ts';
import { type Burn, burnRate, burns, burnThreshold } from './windows.ts';

/** The text of slo/README.md. */
export function renderReadme(slos: Slo[]): string {
  return `<!-- Generated from slo/*.yaml by tools/generate.ts — do not edit. -->
# Service level objectives

Each file \`slo/*.yaml\` states one objective in the shape of OpenSLO v1. From it come the rules in \`slo/rules\`, their
tests in \`slo/tests\`, the dashboard of error budgets, the sections in \`docs/runbook.md\` and this page.

| objective | target | of 28 days | page | ticket | owner | review |
|---|---|---|---|---|---|---|
${slos.map(tableRow).join('\n')}

## How it is computed
- A ratio is a ratio of sums: bad events of the whole window over all its events, so that an idle hour weighs nothing.
- Windows up to six hours are read from raw samples, longer ones from sums of the five-minute rates of every run.
- Without events the ratio is 0. Without data there is no ratio and no alert of this kind; TelemetryAbsent says so.
- An event seen for the first time by a delayed sample counts in the short windows it falls into; what comes more than
  five minutes late is missing in the windows of a day and more. Missing there are also the minutes in which no Prometheus
  ran, bad or good: the budget is that of what was seen.

## When it alerts
| severity | long window | short window | budget gone in the long window | burn rate |
|---|---|---|---|---|
${burns.map(burnRow).join('\n')}

Both windows must burn: the long one says that it matters, the short one that it still goes on, and lets the alert end
soon after the fault. Fewer bad events in the long window than the objective's minimum never alert. A threshold that no
ratio can reach is an error of the generator.

## Error budget policy
1. More than half of the budget left: release as you like.
2. Less than half: each release names what it risks; the fault that cost most is worked on next.
3. Spent: only changes that bring the objective back, until 28 days hold it again.
4. A single incident that took a fifth of the budget gets a written review within a week.
5. At the review date owner and users decide from the course of the budget whether the target stays.

${slos.map(section).join('\n')}`;
}

function tableRow(slo: Slo): string {
  const allowed =
    slo.indicator.kind === 'slices'
      ? `${Math.round(slo.periodDays * 24 * 60 * (1 - slo.target))} minutes`
      : `1 in ${Math.round(1 / (1 - slo.target))}`;
  const has = (policy: 'page' | 'ticket') => (slo.policies.includes(policy) ? 'yes' : '–');
  return `| [${slo.title}](#${slo.name}) | ${percent(slo.target)} | ${allowed} may be bad | ${has('page')} | ${has('ticket')} | ${slo.owner} | ${slo.review} |`;
}

function burnRow(burn: Burn): string {
  const rate = Number(burnRate(burn, 28).toPrecision(4));
  return `| ${burn.policy} | ${burn.long} | ${burn.short} | ${percent(burn.budget)} | ${rate} |`;
}

function section(slo: Slo): string {
  const thresholds = burns
    .filter(({ policy }) => slo.policies.includes(policy))
    .map((burn) => `${percent(burnThreshold(slo, burn))} over ${burn.long} (${burn.policy})`);
  return `## ${slo.name}
${slo.description}

- **Why:** ${slo.rationale}
- **Bad:** ${slo.numerator}.
- **Of:** ${slo.denominator}.
- **Owner:** ${slo.owner}. **Review:** ${slo.review}.
- **Alert:** [${burnAlertName(slo)}](../docs/runbook.md#${burnAlertName(slo).toLowerCase()}), above ${thresholds.join(', ')}, from ${slo.minimumBad} bad ones on.

\`\`\`promql
${promql(slo)}
\`\`\`
`;
}

function promql({ indicator }: Slo): string {
  const over = (query: string) => query.replaceAll('$window', '28d');
  switch (indicator.kind) {
    case 'bad':
      return `# bad\n${over(indicator.bad)}\n# of\n${over(indicator.total)}`;
    case 'good':
      return `# good\n${over(indicator.good)}\n# of\n${over(indicator.total)}`;
    case 'slices':
      return `# good while at most ${indicator.atMost}\n${indicator.value}`;
  }
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}
