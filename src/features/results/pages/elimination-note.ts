import type { Round } from '#src/features/results/tally/instant-runoff.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

const join = (parts: Html[]) => parts.map((part, index) => (index > 0 ? html`, !${part}` : part));

/** Who leaves after a round and why, where the ballots go, and how many count no longer. */
export function eliminationNote(round: Round, nameOf: (id: number) => string, locale: Locale): Html {
  const { runoff } = t(locale).results;
  const { eliminated, exhausted } = round;
  const names = (ids: readonly number[]) => join(ids.map((id) => userText(nameOf(id))));
  const gone =
    exhausted > 0
      ? html`<p class="round-note">${runoff.exhausted(exhausted, formatCount(exhausted, locale))}</p>`
      : nothing;
  if (!eliminated) return gone;
  const { choices, reason, tied, transfers } = eliminated;
  const moves = transfers.map(
    ({ to, ballots }) => html`!${userText(nameOf(to))} +${formatCount(ballots, locale)}`,
  );
  const ties = tied.length > 1 ? html` ${runoff.tied} !${names(tied)}.` : nothing;
  const where =
    moves.length > 0
      ? html` ${runoff.goTo} !${join(moves)}.`
      : reason === 'none'
        ? nothing
        : html` ${runoff.goNowhere}`;
  const lost = eliminated.exhausted;
  const ended = lost > 0 ? html` ${runoff.newlyExhausted(lost, formatCount(lost, locale))}` : nothing;
  return html`!${gone}<p class="round-note"><strong>${runoff.leaves}: !${names(choices)}.</strong> ${runoff[reason]}!${ties}!${where}!${ended}</p>`;
}
