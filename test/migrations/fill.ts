import type pg from 'pg';

const QUESTIONS = 20;
const CHOICES = 3;
/** Rows that one statement adds. */
const BATCH = 250_000;

/** Fills the first schema with ballots over twenty questions, half of them of voters who are known. */
export async function fill(client: pg.Client, rows: number, say: (line: string) => void): Promise<void> {
  await client.query(
    `INSERT INTO questions (slug, text, policy, state, opens_at)
     SELECT 'question-' || n, 'Question ' || n, CASE WHEN n % 2 = 0 THEN 'open' ELSE 'browser' END, 'open', now()
     FROM generate_series(1, $1::int) AS n`,
    [QUESTIONS],
  );
  await client.query(
    `INSERT INTO choices (question_id, position, text, tally)
     SELECT q.id, p, 'Choice ' || p, 0 FROM questions q, generate_series(1, $1::int) AS p`,
    [CHOICES],
  );
  // Nothing of it has to survive a crash.
  await client.query('SET synchronous_commit = off');
  for (let from = 0; from < rows; from += BATCH) {
    await client.query(
      `INSERT INTO ballots (id, question_id, choices, cast_at)
       SELECT gen_random_uuid(), 1 + n % $3, ARRAY[1 + (n % $3) * $4 + n % $4], now() - n * interval '1 ms'
       FROM generate_series($1::int + 1, $2::int) AS n`,
      [from, Math.min(from + BATCH, rows), QUESTIONS, CHOICES],
    );
    say(`${Math.min(from + BATCH, rows)} ballots`);
  }
  await client.query(
    `INSERT INTO participations (question_id, voter) SELECT question_id, sha256(id::text::bytea) FROM ballots WHERE question_id % 2 = 1`,
  );
  await client.query(
    `UPDATE choices SET tally = n FROM (SELECT choices[1] AS choice, count(*) AS n FROM ballots GROUP BY 1) b
     WHERE choice = id`,
  );
  await client.query('RESET synchronous_commit');
}
