import type { Migration } from '#src/database/migration.ts';

/**
 * Takes the voters there are into crowds. Each question is a step of its own, so that its own votes alone wait for it. Rows
 * stay, for code that only knows them.
 */
export const earlierVoters: Migration = {
  name: '012-earlier-voters',
  each: `
    SELECT id FROM questions q WHERE secret AND policy <> 'open'
      AND NOT EXISTS (SELECT FROM crowds WHERE question_id = q.id AND low > -9223372036854775808)
    ORDER BY id`,
  up: `
    SELECT pg_advisory_xact_lock(7283411, :id);
    INSERT INTO crowds
    SELECT :id, CASE part WHEN 0 THEN -9223372036854775808 ELSE min(key) END, array_agg(key ORDER BY key)
    FROM (
      SELECT key, (row_number() OVER (ORDER BY key) - 1) * greatest(1, count(*) OVER () / 384) / count(*) OVER () AS part
      FROM (
        SELECT ('x' || encode(substring(voter FROM 1 FOR 8), 'hex'))::bit(64)::bigint AS key
        FROM participations WHERE question_id = :id AND ballot_id IS NULL
        UNION
        SELECT unnest(voters) FROM crowds WHERE question_id = :id
      ) keys
    ) parts
    GROUP BY part
    ON CONFLICT (question_id, low) DO UPDATE SET voters = excluded.voters;
  `,
  down: 'SELECT 1;',
};
