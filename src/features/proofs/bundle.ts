import { QueryTypes, type Sequelize } from 'sequelize';
import { BUNDLE_FORMAT, type BundleHeader } from '#src/features/proofs/bundle-format.ts';
import type { QuestionDefinition } from '#src/features/proofs/log-head.ts';
import type { PublishedHead } from '#src/features/proofs/log-reader.ts';
import { DEFINITION } from '#src/features/proofs/publish-head.ts';

const HEADER = `
  SELECT ${DEFINITION} AS question, k.public_key AS key FROM questions q, signing_keys k
  WHERE q.id = $1 AND k.id = $2`;

/**
 * A page of entries as lines of JSON, in the order of the log. Nothing in them needs escaping, so the database writes
 * them. A ballot that is gone from the ledger leaves holes that do not verify.
 */
const ENTRIES = `
  SELECT count(*)::int AS count, string_agg(line, '' ORDER BY position) AS lines FROM (
    SELECT e.position, '{"position":' || e.position || ',"ballot":"' || e.ballot_id
      || '","choices":[' || coalesce(array_to_string(b.choices, ','), '')
      || '],"cast_at":"' || coalesce(to_char(b.cast_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '')
      || '","leaf":"' || encode(e.leaf, 'base64') || E'"}\\n' AS line
    FROM log_entries e LEFT JOIN ballots b ON b.id = e.ballot_id
    WHERE e.question_id = $1 AND e.position >= $2 AND e.position < $3
  ) page`;
/** Entries of one statement. */
const PAGE = 2000;

/** The first line of the bundle that a head belongs to. */
async function bundleHeader(
  sequelize: Sequelize,
  questionId: number,
  { note, keyId }: PublishedHead,
): Promise<BundleHeader> {
  const [row] = await sequelize.query<{ question: QuestionDefinition; key: Buffer }>(HEADER, {
    bind: [questionId, keyId],
    type: QueryTypes.SELECT,
  });
  if (!row) throw new Error('the question or the key is gone');
  const key = { id: keyId, public_key: row.key.toString('base64') };
  return { format: BUNDLE_FORMAT, question: row.question, head: note, key };
}

/**
 * The bundle under a head, no faster than it is read. Between two pages it holds no connection, so that slow readers cost
 * nothing. @throws where the question was deleted meanwhile.
 */
export async function* bundleText(
  sequelize: Sequelize,
  questionId: number,
  head: PublishedHead,
): AsyncGenerator<string> {
  yield `${JSON.stringify(await bundleHeader(sequelize, questionId, head))}\n`;
  for (let from = 0; from < head.size; from += PAGE) {
    const to = Math.min(from + PAGE, head.size);
    const [page] = await sequelize.query<{ count: number; lines: string }>(ENTRIES, {
      bind: [questionId, from, to],
      type: QueryTypes.SELECT,
    });
    if (page?.count !== to - from) throw new Error('the log is gone');
    yield page.lines;
  }
}
