import { type LogHead, parseHead } from '#src/features/proofs/log-head.ts';
import type { LogReader, LogStanding, PublishedHead } from '#src/features/proofs/log-reader.ts';
import { noteText } from '#src/features/proofs/signed-note.ts';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';

/** A published head with what it says. */
export type ReadHead = PublishedHead & Pick<LogHead, 'root' | 'tally' | 'winner'>;

/**
 * Where a question's proof stands: `final`, `signing` (closed, the head is on its way), `differs` (closed, but ledger,
 * log and what is signed as final do not agree) or `open`.
 */
export type ProofState = 'final' | 'signing' | 'differs' | 'open';

/** What proves the tally of a question, as far as there is anything. */
export interface Proof {
  state: ProofState;
  /** Ballots in the log. */
  sealed: number;
  /** Somebody asked for a head that is not signed yet. */
  isAsked: boolean;
  /** Newest first. */
  heads: ReadHead[];
}

function readHead(head: PublishedHead): ReadHead {
  const said = parseHead(noteText(head.note) ?? '');
  if (!said) throw new Error('a published head cannot be read');
  const { root, tally, winner } = said;
  return { ...head, root, tally, winner };
}

/** Nothing follows a final head: what came after it, or was counted otherwise since, was done behind the service's back. */
const holds = ({ size, tally }: ReadHead, { sealed, turnout, tallies }: LogStanding) =>
  size === sealed && size === turnout && tally.every(({ choice, votes }) => tallies?.[choice] === votes);

function stateOf(
  question: PublishedQuestion,
  standing: LogStanding,
  newest: ReadHead | undefined,
): ProofState {
  if (questionStatus(question) !== 'closed') return 'open';
  if (newest?.final) return holds(newest, standing) ? 'final' : 'differs';
  // What is signed after the close is final, if it can be.
  return newest && question.closesAt && newest.madeAt > question.closesAt ? 'differs' : 'signing';
}

/** Reads what proves the tally of a question. */
export async function readProof(logs: LogReader, question: PublishedQuestion): Promise<Proof> {
  const [standing, published] = await Promise.all([logs.state(question.id), logs.heads(question.id)]);
  const heads = published.map(readHead);
  const { sealed, isAsked } = standing;
  return { state: stateOf(question, standing, heads[0]), sealed, isAsked, heads };
}
