import type { QuestionKind } from '#src/database/models/question.ts';
import { resultsTable } from '#src/features/results/pages/results-table.ts';
import { allRounds, lastRound } from '#src/features/results/pages/runoff-view.ts';
import { roundingNote, tieNote } from '#src/features/results/pages/tally-notes.ts';
import type { RatingSummary } from '#src/features/results/tally/rating-summary.ts';
import type { Tally } from '#src/features/results/tally/read-tally.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

/** Mean and median of ratings, in figures. */
function ratingFacts({ mean, median }: RatingSummary, locale: Locale): Html {
  const { results } = t(locale);
  const twoDigits = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const show = (value: number | undefined, format: Intl.NumberFormat) =>
    value === undefined ? '–' : format.format(value);
  return html`<dl class="facts rating-facts">
<div><dt>${results.mean}</dt><dd><span class="rating-figure" data-live-mean>${show(mean, twoDigits)}</span> ${results.outOfFive}</dd></div>
<div><dt>${results.median}</dt><dd><span class="rating-figure" data-live-median>${show(median, new Intl.NumberFormat(locale))}</span></dd></div>
</dl>`;
}

interface ShownTally {
  kind: QuestionKind;
  tally: Tally;
  /** Whether votes can still come. */
  open: boolean;
  /** Every round of a runoff, or where there is little room only how it ends. */
  detail: 'full' | 'brief';
}

/** The tally of a question of any kind. */
export function tallyView({ kind, tally, open, detail }: ShownTally, locale: Locale): Html {
  const { results } = t(locale);
  if (kind === 'ranked') {
    return detail === 'full'
      ? html`<div data-part="rounds">!${allRounds(tally, open, locale)}</div>`
      : html`<div data-part="lastRound">!${lastRound(tally, open, locale)}</div>`;
  }
  const rated = kind === 'rating';
  const table = resultsTable(
    {
      choices: tally.choices,
      total: tally.total,
      caption: rated ? results.ratingCaption : results.caption,
      heading: rated ? results.rating : results.choice,
      live: true,
    },
    locale,
  );
  const facts = tally.rating ? ratingFacts(tally.rating, locale) : nothing;
  const tie = kind === 'single' ? html`<div data-part="tie">!${tieNote(tally, locale)}</div>` : nothing;
  const hint =
    kind === 'multiple'
      ? html`<p class="field-hint">${results.multipleHint}</p>`
      : html`<div data-part="rounding">!${roundingNote(tally.choices, tally.total, locale)}</div>`;
  return html`!${tie}!${facts}!${table}!${hint}`;
}
