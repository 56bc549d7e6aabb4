import type { HistoryEvent } from '../history.ts';
import {
  doubledBallots,
  lateVotes,
  lostVotes,
  sharedBallots,
  staleResults,
  unexplainedBallots,
} from './check-ballots.ts';
import { wrongNumbers, wrongReceipts } from './check-numbers.ts';
import { repeatedVoters, staleAnswers, wrongRefusals } from './check-voters.ts';
import type { LedgerQuestion, OpenedReceipts } from './ledger.ts';
import { type AskedQuestion, readOperations } from './operations.ts';

/** Late copies that were told of another ballot than the vote itself. */
function wrongCopies(history: readonly HistoryEvent[], asked: readonly AskedQuestion[]): string[] {
  const told = new Map(
    asked.flatMap(({ operations }) =>
      operations.map(({ op, end }) => [op, end.type === 'ok' ? end.ballot : '']),
    ),
  );
  return history.flatMap((event) =>
    event.type === 'again' && event.ballot !== told.get(event.op)
      ? [`a copy of vote ${event.op} was given another ballot`]
      : [],
  );
}

/**
 * Holds what clients saw against what the ledger has in the end. Gives what cannot be, one line each: acknowledged votes
 * that are lost, votes that count twice or after the close, voters who voted more often than they may, refusals without
 * a cause, and numbers, receipts and proofs that do not fit the ballots.
 */
export function findViolations(
  history: readonly HistoryEvent[],
  { questions, receipts }: { questions: readonly LedgerQuestion[]; receipts: OpenedReceipts },
): string[] {
  const ledgers = new Map(questions.map((ledger) => [ledger.question, ledger]));
  const all = readOperations(history);
  const found = all.flatMap((asked) => {
    const ledger = ledgers.get(asked.question);
    if (!ledger) return [`${asked.question}: the question is lost`];
    return [
      ...lostVotes(asked, ledger),
      ...sharedBallots(asked),
      ...unexplainedBallots(asked, ledger),
      ...doubledBallots(ledger),
      ...lateVotes(asked, ledger),
      ...staleResults(asked, history),
      ...repeatedVoters(asked, ledger),
      ...staleAnswers(asked, ledger),
      ...wrongRefusals(asked),
      ...wrongNumbers(ledger),
      ...wrongReceipts(asked, receipts),
    ].map((line) => `${asked.question} (${asked.kind}, ${asked.policy}): ${line}`);
  });
  return [...found, ...wrongCopies(history, all)];
}
