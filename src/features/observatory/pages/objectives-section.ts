import type { Objective, ObjectiveState } from '#src/features/observatory/objectives.ts';
import { formatPercent, formatTimes } from '#src/features/observatory/pages/formats.ts';
import { bar } from '#src/ui/components/bar.ts';
import { emptyState } from '#src/ui/components/empty-state.ts';
import { table } from '#src/ui/components/table.ts';
import { type Html, html } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';

const MOODS = {
  exhausted: 'bad',
  burning: 'wait',
  healthy: 'good',
  unknown: 'calm',
} as const satisfies Record<ObjectiveState, string>;

/** Objectives with what is left of their error budgets. */
export function objectivesTable(context: PageContext, objectives: Objective[]): Html {
  const { locale } = context;
  const words = t(locale).observatory;
  if (objectives.length === 0) return emptyState(words.noObjectives, words.noObjectivesHint);
  const titles: Record<string, string> = words.objectiveTitles;
  const columns = [
    { title: words.objective },
    { title: words.state },
    { title: words.target, numeric: true },
    { title: words.achieved, numeric: true },
    { title: words.burn, numeric: true },
    { title: words.remaining, numeric: true },
  ];
  const rows = objectives.map(({ name, state, target, achieved, remaining, burn }) => [
    html`${titles[name] ?? name}`,
    html`<span class="badge badge-${MOODS[state]}">${words.objectiveStates[state]}</span>`,
    html`${formatPercent(target, locale)}`,
    html`${formatPercent(achieved, locale)}`,
    html`${formatTimes(burn, locale)}`,
    html`<span class="budget">${formatPercent(Number(remaining.toFixed(3)), locale)} !${bar(Math.max(0, remaining), 1)}</span>`,
  ]);
  return table(words.objectives, columns, rows);
}
