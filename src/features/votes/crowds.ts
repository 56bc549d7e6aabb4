/** A voter of a secret question is hidden among at least this many, or all who have voted where they are fewer. */
export const CROWD = 256;

/** Lower than every key. */
const LOWEST = '-9223372036854775808';

/** SQL of the number that stands for a voter among those of a question: the first 64 bits of the keyed hash. */
export const crowdKey = (voter: string): string =>
  `('x' || encode(substring(${voter} FROM 1 FOR 8), 'hex'))::bit(64)::bigint`;

const crowdOf = (question: string, key: string) => `
      SELECT low, voters FROM crowds WHERE question_id = ${question} AND low <= ${key} ORDER BY low DESC LIMIT 1`;

/** SQL of whether a voter's key is in the crowds of a question. */
export const inCrowd = (question: string, voter: string): string => `EXISTS (
    SELECT FROM (SELECT ${crowdKey(voter)} AS key) k CROSS JOIN LATERAL (${crowdOf(question, 'k.key')}) c
    WHERE c.voters[width_bucket(k.key, c.voters)] = k.key)`;

/** SQL of whether a voter has taken part in a question, secret or not. */
export const tookPart = (question: string, voter: string): string => `(
  EXISTS (SELECT FROM participations p WHERE p.question_id = ${question} AND p.voter = ${voter})
  OR ${inCrowd(question, voter)})`;

/**
 * CTEs that add voters of secret questions: `newcomers` are the ballots of `admissible` whose voters had not voted. A crowd is one
 * row with its keys in ascending order, so nothing tells who came last; one of more than twice as many voters as a crowd needs is
 * cut into equal parts. The transaction has to hold the crowds of the questions.
 */
export const JOIN_CROWDS = `
  places AS MATERIALIZED (
    SELECT a.ballot, a.question, a.key, c.low, c.voters, width_bucket(a.key, c.voters) AS place
    FROM (SELECT ballot, question, ${crowdKey('voter')} AS key FROM admissible WHERE secret AND voter IS NOT NULL AND turn = 1) a
      LEFT JOIN LATERAL (${crowdOf('a.question', 'a.key')}) c ON true
  ), newcomers AS MATERIALIZED (
    SELECT *, count(*) OVER (PARTITION BY question, low) AS company FROM places
    WHERE voters[place] IS DISTINCT FROM key
  ), grown AS (
    SELECT question, low, voters[:place] || key || voters[place + 1:] AS voters
    FROM newcomers WHERE company = 1 AND low IS NOT NULL
    UNION ALL
    SELECT question, low, ARRAY(
      SELECT v FROM (
        SELECT unnest(c.voters) AS v FROM crowds c WHERE c.question_id = n.question AND c.low = n.low
        UNION ALL
        SELECT m.key FROM newcomers m WHERE m.question = n.question AND m.low IS NOT DISTINCT FROM n.low
      ) v ORDER BY v)
    FROM newcomers n WHERE company > 1 OR low IS NULL GROUP BY question, low
  ), crowded AS (
    INSERT INTO crowds (question_id, low, voters)
    SELECT g.question, CASE part WHEN 0 THEN coalesce(g.low, ${LOWEST}) ELSE g.voters[1 + part * n / parts] END,
      g.voters[1 + part * n / parts : (part + 1) * n / parts]
    FROM (SELECT *, cardinality(voters) AS n FROM grown) g
      CROSS JOIN LATERAL (SELECT CASE WHEN n > ${2 * CROWD} THEN n / ${CROWD} ELSE 1 END AS parts) p
      CROSS JOIN LATERAL generate_series(0, parts - 1) AS part
    ON CONFLICT (question_id, low) DO UPDATE SET voters = excluded.voters
  )`;
