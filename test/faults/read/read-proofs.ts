import { setTimeout as sleep } from 'node:timers/promises';
import type { QuestionKind } from '#src/database/models/question.ts';
import { appendBallots, type LedgerBallot, type Tallies } from '#src/features/proofs/append-ballots.ts';
import { parseHead } from '#src/features/proofs/log-head.ts';
import { Frontier } from '#src/features/proofs/merkle/frontier.ts';
import { openNote } from '#src/features/proofs/signed-note.ts';
import type { PostgresPair } from '../postgres/postgres-pair.ts';

const HEADS_MS = 60_000;

interface Sealed {
  note: string | null;
  key: Buffer | null;
  kind: QuestionKind;
  entries: LedgerBallot[];
}

const SEALED = `
  SELECT q.kind, h.note, k.public_key AS key, coalesce((
    SELECT json_agg(json_build_object('id', b.id, 'choices', b.choices,
      'castAt', ((extract(epoch FROM b.cast_at) * 1000000)::bigint)::text) ORDER BY e.position)
    FROM log_entries e JOIN ballots b ON b.id = e.ballot_id WHERE e.question_id = q.id), '[]') AS entries
  FROM questions q
    LEFT JOIN log_heads h ON h.question_id = q.id AND h.final
    LEFT JOIN signing_keys k ON k.id = h.key_id
  WHERE q.slug = $1`;

/** Resolves once every closed question has its final head, or when that takes too long; the proofs then say which lacks it. */
export async function headsMade(pair: PostgresPair): Promise<void> {
  const sql = `SELECT count(*)::int AS missing FROM questions q WHERE q.state = 'closed'
    AND NOT EXISTS (SELECT FROM log_heads h WHERE h.question_id = q.id AND h.final)`;
  for (const deadline = Date.now() + HEADS_MS; Date.now() < deadline; await sleep(200)) {
    const [row] = await pair.primary.query<{ missing: number }>(sql);
    if (row?.missing === 0) return;
  }
}

/** What is wrong with the signed head of a closed question: it must be of exactly the ballots of the ledger. */
export async function proofProblems(pair: PostgresPair, slug: string, ballots: number): Promise<string[]> {
  const [sealed] = await pair.primary.query<Sealed>(SEALED, [slug]);
  if (!sealed?.note || !sealed.key) return ['there is no final head'];
  const text = openNote(sealed.note, sealed.key);
  const head = text === undefined ? undefined : parseHead(text);
  if (!head) return ['the signature of the head does not hold'];
  const [frontier, tallies]: [Frontier, Tallies] = [new Frontier(), {}];
  appendBallots(sealed.entries, { frontier, tallies, ranked: sealed.kind === 'ranked' });
  return [
    ...(head.size === ballots && frontier.size === ballots
      ? []
      : [`the head is of ${head.size} ballots, the log has ${frontier.size} of ${ballots}`]),
    ...(head.root.equals(frontier.root()) ? [] : ['the root of the head is not that of the ballots']),
    ...(head.tally.every(({ choice, votes }) => (tallies[choice] ?? 0) === votes)
      ? []
      : ['the tally of the head is not that of the ballots']),
  ];
}
