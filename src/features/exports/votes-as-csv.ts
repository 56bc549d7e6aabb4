const SIGNS = '=+\\-@＝＋－＠';
const AT_START = `regexp_replace(text, '^(?=[\\t\\r\\n${SIGNS}])', '''')`;

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe before it, also where the sheet would see a new
 * cell inside the text (OWASP, CSV Injection). The last four signs are their full-width forms.
 */
const GUARDED = `regexp_replace(${AT_START}, '([;\\t\\r\\n])(?=[${SIGNS}])', '\\1''', 'g')`;

/**
 * SQL that streams a question's votes as CSV (RFC 4180, lines ending with a line feed, no header): the choice and the
 * time in UTC with microseconds, oldest first. Several choices of one vote stand between ` | `, in the order of the
 * question, and ranked ones between ` > `, the favourite first. PostgreSQL formats the rows; nothing is left to do per
 * vote in Node.
 */
export function votesAsCsv(questionId: number): string {
  // COPY takes no parameters.
  if (!Number.isSafeInteger(questionId)) throw new TypeError('The id of a question is an integer.');
  return `COPY (
    WITH labels AS MATERIALIZED (
      SELECT jsonb_object_agg(c.id, ${GUARDED}) AS text,
        (SELECT CASE kind WHEN 'ranked' THEN ' > ' ELSE ' | ' END FROM questions WHERE id = ${questionId}) AS separator
      FROM choices c WHERE c.question_id = ${questionId}
    )
    SELECT
      CASE WHEN cardinality(b.choices) = 1 THEN coalesce(l.text ->> b.choices[1]::text, b.choices[1]::text)
      ELSE (SELECT string_agg(coalesce(l.text ->> c.id::text, c.id::text), l.separator ORDER BY c.place)
            FROM unnest(b.choices) WITH ORDINALITY AS c (id, place)) END,
      to_char(b.cast_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    FROM ballots b CROSS JOIN labels l
    WHERE b.question_id = ${questionId}
    ORDER BY b.cast_at, b.id
  ) TO STDOUT (FORMAT csv, ENCODING 'UTF8')`;
}
