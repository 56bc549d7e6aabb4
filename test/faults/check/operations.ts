import type { HistoryEvent } from '../history.ts';

const never = Number.POSITIVE_INFINITY;

/** Stretches of the history, by the order of events, in which the clock of the database was wrong. */
function clockJumps(history: readonly HistoryEvent[]): { from: number; to: number }[] {
  const jumps: { from: number; to: number }[] = [];
  for (const [place, event] of history.entries()) {
    if (event.type === 'fault' && event.fault === 'clock-jump') jumps.push({ from: place, to: never });
    const last = jumps.at(-1);
    if (event.type === 'mended' && event.fault === 'clock-jump' && last) last.to = place;
  }
  return jumps;
}

/** A vote as its client knows it, with its place in the order of events. */
export interface Operation {
  op: number;
  /** The first vote that was sent under its key. */
  first: number;
  question: string;
  voter: string | null;
  choices: number[];
  invoked: number;
  /** Never, where the client gave up: such a vote may be counted at any time. */
  ended: number;
  end:
    | { type: 'ok'; ballot: string; receipt: string }
    | { type: 'refused'; why: string; copies: number }
    | { type: 'unknown' };
}

/** What a question was, and when it was closed, by the order of events. */
export interface AskedQuestion {
  question: string;
  kind: string;
  policy: string;
  changeable: boolean;
  closing: number;
  closed: number;
  sealed: number | undefined;
  operations: Operation[];
}

/**
 * A refusal speaks of one request. Where a vote was sent more than once, another copy may be counted after it in two cases: by a wrong
 * clock a question may not have opened yet, and each backend has the time from a moment of its own; and a vote that came at the same
 * moment as another answer of its voter takes that one's place when it comes again.
 */
function forgetRefusalsOfCopies(operations: Iterable<Operation>, history: readonly HistoryEvent[]): void {
  const jumps = clockJumps(history);
  for (const operation of operations) {
    const { invoked, ended, end } = operation;
    if (end.type !== 'refused') continue;
    const byClock = end.why === 'not-found' && jumps.some(({ from, to }) => from < ended && to > invoked);
    if (!byClock && end.why !== 'concurrent-answer') continue;
    if (end.copies > 1) Object.assign(operation, { end: { type: 'unknown' }, ended: never });
    else if (byClock) operation.end = { ...end, why: 'clock' };
  }
}

/** Puts the events of each vote and each question together. */
export function readOperations(history: readonly HistoryEvent[]): AskedQuestion[] {
  const questions = new Map<string, AskedQuestion>();
  const operations = new Map<number, Operation>();
  const asked = (question: string): AskedQuestion => {
    const found = questions.get(question);
    if (!found) throw new Error(`The history knows no question ${question}.`);
    return found;
  };
  for (const [place, event] of history.entries()) {
    if (event.type === 'question') {
      const { question, kind, policy, changeable } = event;
      const nothing = { closing: never, closed: never, sealed: undefined, operations: [] };
      questions.set(question, { question, kind, policy, changeable, ...nothing });
    } else if (event.type === 'invoke') {
      const { op, question, voter, choices, under: first = op } = event;
      const operation: Operation = {
        op,
        first,
        question,
        voter,
        choices,
        invoked: place,
        ended: never,
        end: { type: 'unknown' },
      };
      operations.set(op, operation);
      asked(question).operations.push(operation);
    } else if (event.type === 'ok' || event.type === 'refused') {
      const operation = operations.get(event.op);
      if (!operation) throw new Error(`The history answers vote ${event.op}, which was never sent.`);
      operation.ended = place;
      operation.end = event;
    } else if (event.type === 'close')
      asked(event.question).closing = Math.min(place, asked(event.question).closing);
    else if (event.type === 'closed') asked(event.question).closed = place;
    else if (event.type === 'sealed') asked(event.question).sealed = event.ballots;
  }
  forgetRefusalsOfCopies(operations.values(), history);
  return [...questions.values()];
}
