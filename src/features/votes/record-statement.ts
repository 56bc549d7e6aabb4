import { throughGates } from '#src/features/questions/vote-gate.ts';
import { JOIN_CROWDS } from '#src/features/votes/crowds.ts';
import { RECORDED } from '#src/features/votes/recorded.ts';

/** What a batch asks of the statement that records it; parts it does not need would only cost planning. */
export interface BatchShape {
  /** Some vote has a voter, so voters are made unique. */
  limited: boolean;
  /** Some vote may take the place of its voter's ballot; those are held by `holdBallots` before. */
  changes: boolean;
}

/** SQL of whether the question `q` takes votes at a time. */
export const takesVotes = (time: string): string =>
  `(q.state = 'open' AND q.opens_at <= ${time} AND (q.closes_at IS NULL OR ${time} < q.closes_at))`;

const OPEN_QUESTIONS = `
  gates AS MATERIALIZED (${throughGates('$2::integer[]')}
  ), open_questions AS MATERIALIZED (
    SELECT q.id, q.kind, q.policy, q.secret, q.min_choices, q.max_choices, q.choices_from,
      ARRAY(SELECT c.id FROM choices c WHERE c.question_id = q.id) AS choices
    FROM questions q
    WHERE q.id IN (SELECT id FROM gates) AND ${takesVotes('now()')}
    ORDER BY q.id
    FOR SHARE OF q
  )`;

/**
 * SQL of whether the vote `v` is one that the question `q` with its `choices` takes. Ascending choices are a set; only a ranked ballot
 * has an order. A statement that waited at the gate sees the choices from before the wait, but the locked question as it is now: after
 * a correction `choices_from` is above all earlier choices.
 */
export const ADMISSIBLE = `
    cardinality(v.choices) BETWEEN q.min_choices AND q.max_choices AND v.choices <@ q.choices
    AND q.choices_from <= ALL (v.choices)
    AND CASE WHEN cardinality(v.choices) = 1 THEN true
      WHEN q.kind = 'ranked' THEN cardinality(v.choices) = (SELECT count(DISTINCT c) FROM unnest(v.choices) AS c)
      ELSE v.choices = ARRAY(SELECT DISTINCT c FROM unnest(v.choices) AS c ORDER BY c) END`;

const openVotes = `
  WITH ${OPEN_QUESTIONS}, counted AS (
    INSERT INTO ballots (id, question_id, choices, cast_at)
    SELECT v.ballot, v.question, v.choices, now()
    FROM (
      SELECT ballot, question, choices::integer[] AS choices
      FROM unnest($1::uuid[], $2::integer[], $3::text[]) AS v (ballot, question, choices)
    ) v JOIN open_questions q ON q.id = v.question
    WHERE q.policy = 'open' AND ${ADMISSIBLE}
    ORDER BY v.ballot
    ON CONFLICT DO NOTHING
    RETURNING id, question_id, choices
  )`;

const limitedVotes = ({ changes }: BatchShape) => `
  WITH ${OPEN_QUESTIONS}, admissible AS (
    SELECT v.*, q.secret, row_number() OVER (PARTITION BY v.question, v.voter ORDER BY v.ballot) AS turn
    FROM (
      SELECT ballot, question, choices::integer[] AS choices, voter, replaces
      FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::bytea[], $5::uuid[]${changes ? ', $6::bytea[]' : ''})
        AS v (ballot, question, choices, voter, replaces${changes ? ', hash' : ''})
      WHERE replaces IS DISTINCT FROM ballot${changes ? NOT_BEFORE : ''}
    ) v JOIN open_questions q ON q.id = v.question
    WHERE (v.voter IS NULL) = (q.policy = 'open') AND ${ADMISSIBLE}
      AND (q.policy <> 'credential'
        OR EXISTS (SELECT FROM credentials k WHERE k.question_id = v.question AND k.voter = v.voter))
  ), ${JOIN_CROWDS.trimStart()}, new_voters AS (
    INSERT INTO participations (question_id, voter, ballot_id)
    SELECT question, voter, ballot
    FROM admissible WHERE voter IS NOT NULL AND NOT secret AND replaces IS NULL AND turn = 1
    ORDER BY question, voter
    ON CONFLICT DO NOTHING
    RETURNING ballot_id
  ), ${changes ? REPLACING : ''} counted AS (
    INSERT INTO ballots (id, question_id, choices, cast_at)
    SELECT ballot, question, choices, now() FROM admissible a
    WHERE voter IS NULL
       OR EXISTS (SELECT FROM newcomers n WHERE n.ballot = a.ballot)
       OR EXISTS (SELECT FROM new_voters n WHERE n.ballot_id = a.ballot)
       ${changes ? 'OR EXISTS (SELECT FROM replaced r WHERE r.ballot = a.ballot)' : ''}
    ORDER BY ballot
    ON CONFLICT DO NOTHING
    RETURNING id, question_id, choices
  )`;

// An answer that was replaced may arrive again, late; its receipt is still there.
const NOT_BEFORE = `
        AND NOT EXISTS (SELECT FROM receipts r WHERE r.code_hash = v.hash)`;

const REPLACING = `replaced AS (
    UPDATE participations p SET ballot_id = a.ballot
    FROM admissible a
    WHERE p.question_id = a.question AND p.voter = a.voter AND p.ballot_id = a.replaces AND a.turn = 1
    RETURNING a.ballot, a.replaces
  ), removed AS (
    DELETE FROM ballots b USING replaced r WHERE b.id = r.replaces RETURNING b.question_id, b.choices
  ),`;

// Adding to a question's turnout locks its row, so no other transaction changes its choices and rankings until the commit.
const tallies = ({ changes }: BatchShape) => `, entries AS (
    SELECT question_id, choices, 1 AS n FROM counted
    ${changes ? 'UNION ALL SELECT question_id, choices, -1 FROM removed' : ''}
  ), turnout AS (
    INSERT INTO turnouts (question_id, ballots)
    SELECT question_id, sum(n) FROM entries GROUP BY question_id ORDER BY question_id
    ON CONFLICT (question_id) DO UPDATE SET ballots = turnouts.ballots + excluded.ballots
    RETURNING question_id, ballots
  ), gained AS (
    SELECT choice, question_id, sum(e.n) AS votes
    FROM entries e JOIN open_questions q ON q.id = e.question_id
      CROSS JOIN unnest(CASE WHEN q.kind = 'ranked' THEN e.choices[1:1] ELSE e.choices END) AS choice
    GROUP BY choice, question_id
  ), tallied AS (
    UPDATE choices SET tally = tally + g.votes
    FROM gained g JOIN turnout t ON t.question_id = g.question_id WHERE choices.id = g.choice
  ), rankings_gained AS (
    SELECT question_id, e.choices, sum(n) AS votes
    FROM entries e JOIN open_questions q ON q.id = e.question_id JOIN turnout t USING (question_id)
    WHERE q.kind = 'ranked' AND (SELECT bool_or(kind = 'ranked') FROM open_questions)
    GROUP BY question_id, e.choices
  ), ranked AS (
    INSERT INTO rankings (question_id, choices, ballots)
    SELECT question_id, choices, votes FROM rankings_gained WHERE votes > 0
    ON CONFLICT (question_id, choices) DO UPDATE SET ballots = rankings.ballots + excluded.ballots
  )${changes ? `, unranked AS (${UNRANK})` : ''}`;

const UNRANK = `
    UPDATE rankings r SET ballots = r.ballots + g.votes FROM rankings_gained g
    WHERE r.question_id = g.question_id AND r.choices = g.choices AND g.votes < 0`;

const receipts = ({ limited }: BatchShape) => `, receipted AS (
    INSERT INTO receipts (code_hash, sealed)
    SELECT r.hash, r.sealed
    FROM unnest($1::uuid[], $${limited ? 6 : 4}::bytea[], $${limited ? 7 : 5}::bytea[]) AS r (ballot, hash, sealed)
      JOIN counted c ON c.id = r.ballot
    WHERE r.hash IS NOT NULL
    ORDER BY r.hash
    ON CONFLICT DO NOTHING
  )`;

const placesOf = (recorded: string) =>
  `ARRAY(SELECT place FROM unnest($1::uuid[]) WITH ORDINALITY AS v (ballot, place) JOIN ${recorded} ORDER BY place)`;

// The answer is stored for a process that does not get it. A batch that is fenced off divides by zero, so that nothing is committed.
const answer = ({ limited, changes }: BatchShape) => `, marked AS (
    INSERT INTO batches AS b (process, batch, counted, changed, fence)
    SELECT $${limited ? '8::uuid, $9' : '6::uuid, $7'}::bigint, ${placesOf('counted c ON c.id = v.ballot')},
      ${changes ? placesOf('replaced r USING (ballot)') : "'{}'"}, 0
    ON CONFLICT (process) DO UPDATE
      SET batch = excluded.batch, counted = excluded.counted, changed = excluded.changed, at = excluded.at
      WHERE b.fence < excluded.batch
    RETURNING counted, changed
  )
  SELECT 1 / (SELECT count(*) FROM marked) AS batches, marks.*, now()::text AS at,
    (SELECT coalesce(string_agg(id::text, ','), '') FROM open_questions) AS open
  FROM (SELECT) always LEFT JOIN (SELECT ${RECORDED} FROM marked) marks ON true`;

/**
 * The statement that takes a whole batch: it locks the questions against closing, makes each voter unique, inserts the
 * ballots and their receipts and adds to turnouts, tallies and rankings. Parameters: ids of ballots, of questions, choices as array
 * literals; where limited also voters and the ballots that are replaced; hashes and sealed ballots of receipts; last the
 * process and its number of the batch. It gives `Recorded` and `Then`.
 *
 * Questions, voters, ballots and turnouts are each taken in one order, so that replicas never wait for each other in a
 * circle; choices and rankings are taken only by who has their question's turnout.
 */
export function recordStatement(shape: BatchShape): string {
  return (shape.limited ? limitedVotes(shape) : openVotes) + tallies(shape) + receipts(shape) + answer(shape);
}
