import { resultsTable } from '#src/features/results/pages/results-table.ts';
import { roundingNote } from '#src/features/results/pages/tally-notes.ts';
import type { Round } from '#src/features/results/tally/instant-runoff.ts';
import { lotOf } from '#src/features/results/tally/lot.ts';
import type { Tally } from '#src/features/results/tally/read-tally.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

const votesOf = (round: Round | undefined, id: number) =>
  round?.standing.find((choice) => choice.id === id)?.votes ?? 0;

function roundTable(tally: Tally, index: number, locale: Locale): Html {
  const { runoff, choice } = t(locale).results;
  const rounds = tally.runoff?.rounds ?? [];
  const standing = rounds[index]?.standing ?? [];
  const counted = standing.map(({ id, votes }) => ({
    id,
    votes,
    text: nameIn(tally)(id),
    gained: index > 0 ? votes - votesOf(rounds[index - 1], id) : 0,
  }));
  const total = standing.reduce((sum, { votes }) => sum + votes, 0);
  const caption = runoff.roundCaption(formatCount(index + 1, locale));
  return html`!${resultsTable({ choices: counted, total, caption, heading: choice, live: false }, locale)}
!${roundingNote(counted, total, locale)}`;
}

const nameIn =
  ({ choices }: Tally) =>
  (id: number) =>
    choices.find((choice) => choice.id === id)?.text ?? '';

const join = (parts: Html[]) => parts.map((part, index) => (index > 0 ? html`, !${part}` : part));

/** Who leaves after a round and why, where the ballots go, and how many count no longer. */
function eliminationNote(round: Round, nameOf: (id: number) => string, locale: Locale): Html {
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

/** The last two, where they had as many votes: a rule decided between them, and the round after it has only the winner. */
function decidedTie({ runoff }: Tally) {
  const { winner, rounds = [] } = runoff ?? {};
  const index = rounds.length - 2;
  const { standing = [], eliminated } = rounds[index] ?? {};
  const loser = standing.find(({ id }) => id !== winner);
  if (standing.length !== 2 || !loser || !eliminated?.tied.length) return undefined;
  return {
    index,
    loser: loser.id,
    votes: loser.votes,
    by: eliminated.reason === 'lot' ? 'lot' : 'earlier',
  } as const;
}

/** What the win rests on. */
function reason(tally: Tally, winner: number, locale: Locale): Html {
  const { runoff } = t(locale).results;
  const shown = (count: number) => formatCount(count, locale);
  const tie = decidedTie(tally);
  if (tie) {
    const { index, loser, votes, by } = tie;
    return html`${runoff.tiedWith} !${userText(nameIn(tally)(loser))} ${runoff.tiedAt(votes, shown(votes), shown(index + 1))} ${runoff.tieBroken[by]}`;
  }
  const last = tally.runoff?.rounds.at(-1);
  const continuing = (last?.standing ?? []).reduce((sum, { votes }) => sum + votes, 0);
  return html`${runoff.majority(shown(votesOf(last, winner)), shown(continuing))}`;
}

/** Who wins, or would if voting ended now. */
function outcome(tally: Tally, open: boolean, locale: Locale): Html {
  const { runoff } = t(locale).results;
  const { winner, rounds = [] } = tally.runoff ?? {};
  if (winner === undefined) return nothing;
  const says = open ? runoff.leads : runoff.wins;
  return html`<p class="runoff-outcome"><strong>!${userText(nameIn(tally)(winner))}</strong> ${says(rounds.length, formatCount(rounds.length, locale))}.
<span>!${reason(tally, winner, locale)}</span></p>`;
}

/** An instant runoff with every round: standing, transfers, and who leaves and why. */
export function allRounds(tally: Tally, open: boolean, locale: Locale): Html {
  const { runoff } = t(locale).results;
  const rounds = tally.runoff?.rounds ?? [];
  const items = rounds.map((round, index) => {
    const number = formatCount(index + 1, locale);
    return html`<li class="round"><h3>${runoff.round(number)}</h3>
!${roundTable(tally, index, locale)}
!${eliminationNote(round, nameIn(tally), locale)}</li>`;
  });
  const list =
    rounds.length > 0
      ? html`<h2 class="section-title">${runoff.rounds}</h2><ol class="rounds">!${items}</ol>`
      : nothing;
  return html`!${outcome(tally, open, locale)}!${list}`;
}

/** How an instant runoff ends: the outcome and the last round that had more than its winner. */
export function lastRound(tally: Tally, open: boolean, locale: Locale): Html {
  const rounds = tally.runoff?.rounds ?? [];
  if (rounds.length === 0) return nothing;
  return html`!${outcome(tally, open, locale)}!${roundTable(tally, decidedTie(tally)?.index ?? rounds.length - 1, locale)}`;
}

/** How a ranked question is counted, with all that is needed to count it again. */
export function runoffRules(slug: string, { choices }: Tally, locale: Locale): Html {
  const { runoff } = t(locale).results;
  const lots = choices
    .map(({ text }) => ({ text, lot: lotOf(slug, text) }))
    .sort((a, b) => (a.lot < b.lot ? -1 : 1))
    .map(({ text, lot }) => html`<li>!${userText(text)}<br><code>${lot}</code></li>`);
  return html`<details class="more"><summary>${runoff.howTitle}</summary>
<p>${runoff.how}</p>
<p>${runoff.howTies}</p>
<p>${runoff.lots}:</p><ol class="lots">!${lots}</ol></details>`;
}
