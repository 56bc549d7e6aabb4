import type { RatingSummary } from '#src/features/results/tally/rating-summary.ts';
import { type Html, html } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

/** Mean and median of ratings, in figures. */
export function ratingFacts({ mean, median }: RatingSummary, locale: Locale): Html {
  const { results } = t(locale);
  const twoDigits = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const show = (value: number | undefined, format: Intl.NumberFormat) =>
    value === undefined ? '–' : format.format(value);
  return html`<dl class="facts rating-facts">
<div><dt>${results.mean}</dt><dd><span class="rating-figure" data-live-mean>${show(mean, twoDigits)}</span> ${results.outOfFive}</dd></div>
<div><dt>${results.median}</dt><dd><span class="rating-figure" data-live-median>${show(median, new Intl.NumberFormat(locale))}</span></dd></div>
</dl>`;
}
