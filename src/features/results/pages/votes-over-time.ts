import type { Timeline } from '#src/features/results/timeline/read-timeline.ts';
import { table } from '#src/ui/components/table.ts';
import { formatCount, formatMoment } from '#src/ui/format.ts';
import { type Html, html } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

const DAY = 86_400;
/** Height of the drawing and width of one interval in it, in its own units. */
const HEIGHT = 40;
const WIDTH = 10;

function drawing({ intervals }: Timeline): Html {
  const most = Math.max(1, ...intervals.map(({ votes }) => votes));
  const bars = intervals.map(({ votes }, index) => {
    const height = (HEIGHT * votes) / most;
    return html`<rect class="timeline-bar" x="${index * WIDTH + 1}" y="${(HEIGHT - height).toFixed(2)}" width="${WIDTH - 2}" height="${height.toFixed(2)}"></rect>`;
  });
  return html`<svg class="timeline-chart" viewBox="0 0 ${intervals.length * WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true" focusable="false">!${bars}</svg>`;
}

/** When the votes of a question came, drawn. */
export function timelineChart(timeline: Timeline, timeZone: string, locale: Locale): Html {
  const { timeline: texts } = t(locale).results;
  const { intervals, step } = timeline;
  const total = intervals.reduce((sum, { votes }) => sum + votes, 0);
  const most = Math.max(0, ...intervals.map(({ votes }) => votes));
  const label = (date: Date | undefined) =>
    date ? formatMoment(date, { timeZone, dateOnly: step >= DAY }, locale) : '';
  const summary =
    total === 0 ? texts.none : texts.summary(total, formatCount(total, locale), formatCount(most, locale));
  return html`<p class="timeline-summary">${summary}</p>
!${drawing(timeline)}
<p class="timeline-axis"><span>${label(intervals[0]?.start)}</span><span>${label(intervals.at(-1)?.start)}</span></p>`;
}

/** The same as the chart in figures. */
export function timelineTable({ intervals, step }: Timeline, timeZone: string, locale: Locale): Html {
  const { timeline: texts } = t(locale).results;
  const rows = intervals
    .filter(({ votes }) => votes > 0)
    .map(({ start, votes }) => [
      html`${formatMoment(start, { timeZone, dateOnly: step >= DAY }, locale)}`,
      html`${formatCount(votes, locale)}`,
    ]);
  return table(texts.title, [{ title: texts.from }, { title: texts.votes, numeric: true }], rows);
}

/** Votes over time, as a chart and as a table. */
export function votesOverTime(timeline: Timeline, timeZone: string, locale: Locale): Html {
  const { timeline: texts } = t(locale).results;
  return html`<section class="timeline"><h2 class="section-title">${texts.title}</h2>
<div data-part="timeline">!${timelineChart(timeline, timeZone, locale)}</div>
<details class="more"><summary>${texts.asTable}</summary>
<p class="field-hint">${texts.zone(timeZone)} ${texts.quiet}</p>
<div data-part="timelineTable">!${timelineTable(timeline, timeZone, locale)}</div></details></section>`;
}
