import type pg from 'pg';

const QUESTIONS = 20;
const CHOICES = 3;
/** The tables that grow with votes. */
const LARGE = ['ballots', 'participations'];

const CONSTRAINTS = `
  SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS definition
  FROM pg_constraint WHERE conrelid::regclass::text = ANY ($1) AND contype IN ('p', 'u', 'f')
  ORDER BY contype DESC`;
const INDEXES = `
  SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
  FROM pg_index i WHERE i.indrelid::regclass::text = ANY ($1)
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)`;

/** Runs `work` on tables without keys and indexes and makes these anew: a tenth of the time of keeping them. */
async function withoutIndexes(client: pg.Client, work: () => Promise<void>): Promise<void> {
  const { rows: constraints } = await client.query(CONSTRAINTS, [LARGE]);
  const { rows: indexes } = await client.query(INDEXES, [LARGE]);
  for (const { table, name } of constraints)
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  await work();
  for (const { table, name, definition } of constraints)
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
  for (const { definition } of indexes) await client.query(definition);
}

/** Fills the first schema with ballots over twenty questions, half of them of voters who are known. */
export async function fill(client: pg.Client, rows: number): Promise<void> {
  await client.query(
    `INSERT INTO questions (slug, text, policy, state, opens_at)
     SELECT 'question-' || n, 'Question ' || n, CASE WHEN n % 2 = 0 THEN 'open' ELSE 'browser' END, 'open', now()
     FROM generate_series(1, $1::int) AS n`,
    [QUESTIONS],
  );
  await client.query(
    `INSERT INTO choices (question_id, position, text, tally)
     SELECT q.id, p, 'Choice ' || p, 0 FROM questions q, generate_series(1, $1::int) AS p ORDER BY q.id, p`,
    [CHOICES],
  );
  // Nothing of it has to survive a crash.
  await client.query(`SET synchronous_commit = off; SET maintenance_work_mem = '512MB'`);
  await withoutIndexes(client, async () => {
    await client.query(
      `INSERT INTO ballots (id, question_id, choices, cast_at)
       SELECT gen_random_uuid(), 1 + n % $2, ARRAY[1 + (n % $2) * $3 + n % $3], now() - n * interval '1 ms'
       FROM generate_series(1, $1::int) AS n`,
      [rows, QUESTIONS, CHOICES],
    );
    await client.query(
      `INSERT INTO participations (question_id, voter) SELECT question_id, sha256(id::text::bytea) FROM ballots WHERE question_id % 2 = 1`,
    );
  });
  await client.query(
    `UPDATE choices SET tally = n FROM (SELECT choices[1] AS choice, count(*) AS n FROM ballots GROUP BY 1) b
     WHERE choice = id`,
  );
  await client.query('RESET synchronous_commit; RESET maintenance_work_mem');
}
