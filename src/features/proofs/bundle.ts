import pg from 'pg';
import { QueryTypes, type Sequelize } from 'sequelize';
import { copyOut } from '#src/features/exports/copy-out.ts';
import { BUNDLE_FORMAT, type BundleHeader } from '#src/features/proofs/bundle-format.ts';
import type { QuestionDefinition } from '#src/features/proofs/log-head.ts';
import type { PublishedHead } from '#src/features/proofs/log-reader.ts';
import { DEFINITION } from '#src/features/proofs/publish-head.ts';

/**
 * Entries as lines of JSON, in the order of the log. Nothing in them needs escaping, so COPY writes them as they are. A
 * ballot that is gone from the ledger leaves holes that do not verify.
 */
function entries(questionId: number, size: number): string {
  // COPY takes no parameters.
  if (!Number.isSafeInteger(questionId) || !Number.isSafeInteger(size))
    throw new TypeError('not whole numbers');
  return `COPY (
    SELECT '{"position":' || e.position || ',"ballot":"' || e.ballot_id
      || '","choices":[' || coalesce(array_to_string(b.choices, ','), '')
      || '],"cast_at":"' || coalesce(to_char(b.cast_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '')
      || '","leaf":"' || encode(e.leaf, 'base64') || '"}'
    FROM log_entries e LEFT JOIN ballots b ON b.id = e.ballot_id
    WHERE e.question_id = ${questionId} AND e.position < ${size}
    ORDER BY e.position
  ) TO STDOUT`;
}

/** The first line of the bundle that a head belongs to. */
export async function bundleHeader(
  sequelize: Sequelize,
  questionId: number,
  { note, keyId }: PublishedHead,
): Promise<BundleHeader> {
  const [row] = await sequelize.query<{ question: QuestionDefinition; key: Buffer }>(
    `SELECT ${DEFINITION} AS question, k.public_key AS key FROM questions q, signing_keys k WHERE q.id = $1 AND k.id = $2`,
    { bind: [questionId, keyId], type: QueryTypes.SELECT },
  );
  if (!row) throw new Error('the question or the key is gone');
  const key = { id: keyId, public_key: row.key.toString('base64') };
  return { format: BUNDLE_FORMAT, question: row.question, head: note, key };
}

/** The bundle, no faster than it is read, from a connection of its own that ends with it. */
export async function* bundleBytes(
  url: string,
  header: BundleHeader,
  { questionId, size }: { questionId: number; size: number },
): AsyncGenerator<Buffer> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'tallyscope-bundle',
    connectionTimeoutMillis: 5000,
  });
  // Whoever reads is told by the stream.
  client.on('error', () => undefined);
  await client.connect();
  try {
    yield Buffer.from(`${JSON.stringify(header)}\n`);
    for await (const { bytes } of copyOut(client, entries(questionId, size))) yield bytes;
  } finally {
    // A reader may have left in the middle of the statement: only closing ends it.
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }
}
