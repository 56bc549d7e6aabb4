const SIGNS = '=+\\-@＝＋－＠';
const AT_START = `regexp_replace(text, '^(?=[\\t\\r\\n${SIGNS}])', '''')`;

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe before it, also where the sheet would see a new
 * cell inside the text (OWASP, CSV Injection). The last four signs are their full-width forms.
 */
const GUARDED = `regexp_replace(${AT_START}, '([;\\t\\r\\n])(?=[${SIGNS}])', '\\1''', 'g')`;

const labelsOf = (question: string) => `
  SELECT jsonb_object_agg(c.id, ${GUARDED}) AS text,
    (SELECT CASE kind WHEN 'ranked' THEN ' > ' ELSE ' | ' END FROM questions WHERE id = ${question}) AS separator,
    (SELECT slug FROM questions WHERE id = ${question}) AS slug
  FROM choices c WHERE c.question_id = ${question}`;

const CHOICE = `
  CASE WHEN cardinality(b.choices) = 1 THEN coalesce(l.text ->> b.choices[1]::text, b.choices[1]::text)
  ELSE (SELECT string_agg(coalesce(l.text ->> c.id::text, c.id::text), l.separator ORDER BY c.place)
        FROM unnest(b.choices) WITH ORDINALITY AS c (id, place)) END`;

const TIME = `to_char(b.cast_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const copy = (query: string, separator = ',') =>
  `COPY (${query}) TO STDOUT (FORMAT csv, DELIMITER E'${separator}', ENCODING 'UTF8')`;

/** COPY takes no parameters. */
function literal(questionId: number): number {
  if (!Number.isSafeInteger(questionId)) throw new TypeError('The id of a question is an integer.');
  return questionId;
}

function votesOf(questionId: number): string {
  const id = literal(questionId);
  return `
    WITH labels AS MATERIALIZED (${labelsOf(String(id))})
    SELECT ${CHOICE}, ${TIME} FROM ballots b CROSS JOIN labels l WHERE b.question_id = ${id} ORDER BY b.cast_at, b.id`;
}

/**
 * SQL that streams a question's votes as CSV (RFC 4180, lines ending with a line feed, no header): the choice and the
 * time in UTC with microseconds, oldest first. Several choices of one vote stand between ` | `, in the order of the
 * question, and ranked ones between ` > `, the favourite first. PostgreSQL formats the rows; nothing is left to do per
 * vote in Node.
 */
export const votesAsCsv = (questionId: number): string => copy(votesOf(questionId));

/** The same with a tab between choice and time. */
export const votesWithTabs = (questionId: number): string => copy(votesOf(questionId), '\\t');

/**
 * The same for several questions in one statement, one after the other in this order, each row behind the id of its
 * question: a range of the index for each, and nothing to sort. `named` rows have the question's slug before the choice.
 */
export function votesOfEachAsCsv(questionIds: readonly number[], named = false): string {
  return copy(`
    SELECT q.id, ${named ? `l.slug, ` : ''}v.choice, v.time FROM unnest('{${questionIds.map(literal)}}'::integer[]) AS q (id)
    CROSS JOIN LATERAL (${labelsOf('q.id')}) AS l
    CROSS JOIN LATERAL (
      SELECT ${CHOICE} AS choice, ${TIME} AS time FROM ballots b WHERE b.question_id = q.id ORDER BY b.cast_at, b.id
    ) AS v`);
}
