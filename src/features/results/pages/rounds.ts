import { eliminationNote } from '#src/features/results/pages/elimination-note.ts';
import { resultsTable } from '#src/features/results/pages/results-table.ts';
import { roundingNote } from '#src/features/results/pages/tally-notes.ts';
import type { Round } from '#src/features/results/tally/instant-runoff.ts';
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
