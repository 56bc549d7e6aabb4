import { receiptHash } from '#src/features/votes/receipt/ballot-id.ts';
import { readReceiptCode } from '#src/features/votes/receipt/receipt-code.ts';
import { openBallot } from '#src/features/votes/receipt/sealed-ballot.ts';
import { votersOf } from '#src/features/votes/testing/ledger-fixture.ts';
import type { Organiser } from '../../pipeline/rig/organiser.ts';
import type { Ballot, LedgerQuestion } from '../check/ledger.ts';
import type { HistoryEvent } from '../history.ts';
import type { Asked } from '../load/questions.ts';
import type { PostgresPair } from '../postgres/postgres-pair.ts';
import { firstFields } from './read-export.ts';
import { proofProblems } from './read-proofs.ts';

type Row = Pick<LedgerQuestion, 'ballots' | 'voters' | 'tally' | 'texts' | 'turnout' | 'rankings'>;

const LEDGER = `
  SELECT
    coalesce((SELECT json_agg(json_build_object('id', id, 'choices', choices)) FROM ballots WHERE question_id = q.id), '[]') AS ballots,
    ${votersOf('q.id')}::int AS voters,
    (SELECT json_object_agg(id, tally) FROM choices WHERE question_id = q.id) AS tally,
    (SELECT json_object_agg(id, text) FROM choices WHERE question_id = q.id) AS texts,
    coalesce((SELECT ballots::int FROM turnouts WHERE question_id = q.id), 0) AS turnout,
    coalesce((SELECT json_object_agg(array_to_string(choices, ','), ballots) FROM rankings WHERE question_id = q.id AND ballots > 0), '{}') AS rankings
  FROM questions q WHERE q.slug = $1`;

/** Where the sources of a question's numbers are. */
export interface Sources {
  pair: PostgresPair;
  organiser: Organiser;
  /** Gives the exported file of a question. */
  csv(slug: string): Promise<string>;
}

/** What a spreadsheet takes for a formula stands behind an apostrophe in the file. */
const inFile = (text: string) => (/^[=+\-@]/.test(text) ? `'${text}` : text);

/** Reads everything there is of a question's votes. */
export async function readQuestion({ pair, organiser, csv }: Sources, asked: Asked): Promise<LedgerQuestion> {
  const { slug, kind } = asked;
  const [row] = await pair.primary.query<Row>(LEDGER, [slug]);
  if (!row) throw new Error(`The ledger has no question ${slug}.`);
  const results = await organiser.send<{ choices: { id: number; votes: number }[] }>(
    'GET',
    `/questions/${slug}/results`,
  );
  const texts = Object.fromEntries(Object.entries(row.texts).map(([id, text]) => [id, inFile(text)]));
  return {
    question: slug,
    kind,
    ...row,
    texts,
    shown: Object.fromEntries(results.choices.map(({ id, votes }) => [id, votes])),
    csv: firstFields(await csv(slug)),
    proofProblems: await proofProblems(pair, slug, row.ballots.length),
  };
}

/** Opens every receipt that was given out, with its code alone. */
export async function openReceipts(
  pair: PostgresPair,
  history: readonly HistoryEvent[],
): Promise<Map<string, Ballot | undefined>> {
  const shown = history.flatMap((event) => (event.type === 'ok' ? [event.receipt] : []));
  const codes = shown.map((code) => readReceiptCode(code) ?? '');
  const rows = await pair.primary.query<{ hash: Buffer; sealed: Buffer }>(
    'SELECT code_hash AS hash, sealed FROM receipts WHERE code_hash = ANY ($1)',
    [codes.map(receiptHash)],
  );
  const stored = new Map(rows.map(({ hash, sealed }) => [hash.toString('hex'), sealed]));
  return new Map(
    shown.map((code, index) => {
      const plain = codes[index] as string;
      const sealed = stored.get(receiptHash(plain).toString('hex'));
      const opened = sealed && openBallot(plain, sealed);
      return [code, opened && { id: opened.ballotId, choices: [...opened.choices] }];
    }),
  );
}
