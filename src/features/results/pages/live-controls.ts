import type { ResultsState } from '#src/features/results/results-state.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/**
 * Attributes and modules of what follows a question until it is closed for good: its numbers, or where they are hidden or voting
 * is over, whether it changes.
 */
export function following(
  slug: string,
  state: ResultsState,
  shown: boolean,
): { source: Html; scripts: string[] } {
  if (state === 'closed') return { source: nothing, scripts: [] };
  return shown && state === 'open'
    ? { source: html` data-live-results="${paths.live(slug)}"`, scripts: ['live-results'] }
    : { source: html` data-change="${paths.change(slug)}"`, scripts: ['await-change'] };
}

/** The number of votes, and before the first one a sentence that says so. */
export function liveTotal(total: number, live: boolean, locale: Locale): Html {
  const messages = t(locale);
  const source = live
    ? html` data-live-total data-one="${messages.votes(1, '#')}" data-many="${messages.votes(2, '#')}"`
    : nothing;
  return html`<span!${source}>${messages.votes(total, formatCount(total, locale))}</span>`;
}

/** Says before the first vote that there is none yet. */
export const noVotesYet = (total: number, locale: Locale): Html =>
  total === 0 ? html`<p class="lead" data-live-empty>${t(locale).results.noVotes}</p>` : nothing;

/** State of the stream, time of the numbers, and the button that pauses them. */
export function liveControls(asOf: Date, locale: Locale): Html {
  const { results } = t(locale);
  return html`<p class="live-line"><span class="live-state" data-live-state data-live="${results.live}" data-paused="${results.paused}" data-reconnecting="${results.reconnecting}" hidden></span>
<span>${results.asOf} <span data-live-time>!${timeElement(asOf, locale)}</span></span>
<button class="button button-quiet button-small" type="button" data-live-toggle data-pause="${results.pause}" data-resume="${results.resume}" hidden>${results.pause}</button></p>
<p class="visually-hidden" role="status" data-live-announce></p>`;
}
