import { type LogHead, parseHead } from '#src/features/proofs/log-head.ts';
import type { LogReader, PublishedHead } from '#src/features/proofs/log-reader.ts';
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

function stateOf(question: PublishedQuestion, sealed: number, newest: PublishedHead | undefined): ProofState {
  if (questionStatus(question) !== 'closed') return 'open';
  // Nothing follows a final head: ballots after it are of a question that was opened again behind the service's back.
  if (newest?.final) return newest.size === sealed ? 'final' : 'differs';
  // What is signed after the close is final, if it can be.
  return newest && question.closesAt && newest.madeAt > question.closesAt ? 'differs' : 'signing';
}

/** Reads what proves the tally of a question. */
export async function readProof(logs: LogReader, question: PublishedQuestion): Promise<Proof> {
  const [state, published] = await Promise.all([logs.state(question.id), logs.heads(question.id)]);
  return { ...state, state: stateOf(question, state.sealed, published[0]), heads: published.map(readHead) };
}
