/**
 * Ballots of a question `q` as its tallies tell of them, without touching a ballot. Of several choices on one ballot
 * each has its tally, so there the turnout says how many ballots there were.
 */
export const TALLIED = `
  CASE WHEN q.kind = 'multiple' THEN (SELECT t.ballots FROM turnouts t WHERE t.question_id = q.id)
  ELSE (SELECT sum(c.tally) FROM choices c WHERE c.question_id = q.id) END`;

/** Votes by which the tally of each choice and the ballots differ, by question; counts every ballot. */
export const MISCOUNTS = `
  SELECT coalesce(c.question_id, n.question_id) AS question_id,
    sum(abs(coalesce(c.tally, 0) - coalesce(n.votes, 0)))::float8 AS miscounted
  FROM choices c FULL JOIN (
    SELECT b.question_id, chosen.id, count(*) AS votes
    FROM ballots b JOIN questions q ON q.id = b.question_id,
      unnest(CASE WHEN q.kind = 'ranked' THEN b.choices[1:1] ELSE b.choices END) AS chosen (id)
    GROUP BY b.question_id, chosen.id
  ) n ON n.question_id = c.question_id AND n.id = c.id
  GROUP BY coalesce(c.question_id, n.question_id)`;

/**
 * Votes by which the tally of each choice and the final head of its question differ, by question. It sees what was changed in
 * ballots and tallies alike since the head was signed; the signature itself is for who verifies.
 */
export const UNSIGNED = `
  SELECT c.question_id, sum(
    CASE WHEN strpos(h.note, E'\\ntally ' || c.id || ' ' || c.tally || E'\\n') > 0 THEN 0
    ELSE abs(c.tally - coalesce(substring(h.note FROM '\\ntally ' || c.id || ' ([0-9]+)\\n')::bigint, 0)) END
  )::float8 AS miscounted
  FROM log_heads h JOIN choices c ON c.question_id = h.question_id
  WHERE h.final GROUP BY c.question_id`;
