import type { HistoryEvent } from '../history.ts';
import type { Ballot, LedgerQuestion } from './ledger.ts';
import type { AskedQuestion, Operation } from './operations.ts';

type Acknowledged = Operation & { end: { type: 'ok' } };

export const isAcknowledged = (operation: Operation): operation is Acknowledged =>
  operation.end.type === 'ok';

const same = (a: readonly number[], b: readonly number[]) => a.join() === b.join();

/** Acknowledged votes that the ledger lacks or has with other choices. Where answers change, only the last must be there. */
export function lostVotes({ operations, changeable }: AskedQuestion, ledger: LedgerQuestion): string[] {
  const ballots = new Map(ledger.ballots.map((ballot) => [ballot.id, ballot]));
  return operations.filter(isAcknowledged).flatMap(({ op, end, choices }) => {
    const ballot = ballots.get(end.ballot);
    if (!ballot) return changeable ? [] : [`vote ${op} was acknowledged and is lost`];
    return same(ballot.choices, choices) ? [] : [`vote ${op} is in the ledger with other choices`];
  });
}

/** Votes that were told the same ballot: two of them count as one. */
export function sharedBallots({ operations }: AskedQuestion): string[] {
  const seen = new Map<string, number>();
  return operations.filter(isAcknowledged).flatMap(({ op, end }) => {
    const first = seen.get(end.ballot);
    seen.set(end.ballot, op);
    return first === undefined ? [] : [`votes ${first} and ${op} were given one ballot`];
  });
}

/**
 * Ballots that nobody was told of. Each vote without an answer explains one of its choices; what is left was counted
 * twice, was refused and counted, or was cast by nobody.
 */
export function unexplainedBallots({ operations }: AskedQuestion, ledger: LedgerQuestion): string[] {
  const told = new Set(operations.filter(isAcknowledged).map(({ end }) => end.ballot));
  const open = operations.filter(({ end }) => end.type === 'unknown');
  const left = new Map<string, number>();
  for (const { choices } of open) left.set(choices.join(), (left.get(choices.join()) ?? 0) + 1);
  return ledger.ballots
    .filter(({ id }) => !told.has(id))
    .flatMap(({ id, choices }: Ballot) => {
      const explained = left.get(choices.join()) ?? 0;
      left.set(choices.join(), explained - 1);
      return explained > 0 ? [] : [`ballot ${id} counts a vote twice, or one that nobody cast`];
    });
}

/** Ballot ids that stand in the ledger more than once. */
export function doubledBallots(ledger: LedgerQuestion): string[] {
  const seen = new Set<string>();
  return ledger.ballots.flatMap(({ id }) => {
    const twice = seen.has(id);
    seen.add(id);
    return twice ? [`ballot ${id} is in the ledger twice`] : [];
  });
}

/** Results that lacked a vote which had been acknowledged when they were asked for. A voter who changes an answer has one ballot. */
export function staleResults(
  { question, operations, changeable }: AskedQuestion,
  history: readonly HistoryEvent[],
): string[] {
  const counted = operations.filter(isAcknowledged);
  return history.flatMap((event) => {
    if (event.type !== 'results' || event.question !== question) return [];
    const before = counted.filter(({ ended }) => ended < event.from);
    const least = changeable ? new Set(before.map(({ voter }) => voter)).size : before.length;
    return event.total < least ? [`results had ${event.total} ballots after ${least} were acknowledged`] : [];
  });
}

/** Votes that were sent after the close was acknowledged and still count, and ballots that came after it. */
export function lateVotes({ operations, closed, sealed }: AskedQuestion, ledger: LedgerQuestion): string[] {
  const late = operations
    .filter(isAcknowledged)
    .filter(({ invoked }) => invoked > closed)
    .map(({ op }) => `vote ${op} was cast after the close and counted`);
  const more = sealed !== undefined && sealed !== ledger.ballots.length;
  return more ? [...late, `the close left ${sealed} ballots, now there are ${ledger.ballots.length}`] : late;
}
