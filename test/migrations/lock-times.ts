// `make migration-locks`: how long the migrations of this release hold tables that votes need, on a database with
// millions of ballots of the first schema, while votes as that release cast them come in.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { connectDatabase } from '#src/database/database.ts';
import { migrate, migrations } from '#src/database/migrate.ts';
import { databaseUrl } from '../support/template-database.ts';
import { startTestServer } from '../support/test-server.ts';
import { fill } from './fill.ts';
import { watchLocks } from './lock-watch.ts';

/** Longest that a lock may be held, and that a vote may wait, in milliseconds. */
const ALLOWED_MS = 200;
const VOTERS = 4;
const TABLES = ['questions', 'choices', 'ballots', 'participations', 'crowds', 'accounts', 'sessions'];

const say = (line: string) => process.stdout.write(`migration-locks: ${line}\n`);

const VOTE = `
  WITH counted AS (
    INSERT INTO ballots (id, question_id, choices, cast_at)
    SELECT gen_random_uuid(), q.id, ARRAY[c.id], now()
    FROM questions q JOIN choices c ON c.question_id = q.id WHERE q.id = $1 LIMIT 1
    RETURNING choices
  )
  UPDATE choices SET tally = tally + 1 FROM counted WHERE id = counted.choices[1]`;

/** Votes one after the other until it is told to stop; gives the longest time that one took. */
function voteUntilStopped(url: string, question: number): { stop(): Promise<number> } {
  let going = true;
  const voting = (async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    let longest = 0;
    while (going) {
      const from = performance.now();
      await client.query(VOTE, [question]);
      longest = Math.max(longest, performance.now() - from);
      await sleep(5);
    }
    await client.end();
    return longest;
  })();
  return {
    stop: () => {
      going = false;
      return voting;
    },
  };
}

async function measure(url: string, rows: number): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const [first] = migrations;
  if (!first) throw new Error('There are no migrations.');
  await client.query(first.up);
  await client.query('CREATE TABLE migrations (name varchar(255) PRIMARY KEY)');
  await client.query('INSERT INTO migrations VALUES ($1)', [first.name]);
  const began = performance.now();
  await fill(client, rows);
  await client.query('VACUUM ANALYZE');
  say(`${rows} ballots of the first schema in ${Math.round((performance.now() - began) / 1000)} s`);
  const { sequelize } = connectDatabase(url, { poolSize: 4 });
  const voters = Array.from({ length: VOTERS }, (_, index) => voteUntilStopped(url, 1 + index));
  await sleep(2000);
  const usual = await Promise.all(voters.map((voter) => voter.stop()));
  const during = Array.from({ length: VOTERS }, (_, index) => voteUntilStopped(url, 1 + index));
  const watch = watchLocks(url, TABLES);
  const from = performance.now();
  const names = await migrate(sequelize);
  say(`${names.length} migrations in ${Math.round(performance.now() - from)} ms`);
  await sleep(500);
  const waits = await Promise.all(during.map((voter) => voter.stop()));
  const locks = await watch.stop();
  await sequelize.close();
  await client.end();
  const worst = Math.max(...waits);
  say(`the slowest vote took ${worst.toFixed(0)} ms meanwhile, ${Math.max(...usual).toFixed(0)} ms before`);
  for (const [name, ms] of locks) say(`${name} was held for ${ms.toFixed(0)} ms at most`);
  const long = [...locks]
    .filter(([, ms]) => ms > ALLOWED_MS)
    .map(([name]) => `${name} was held for too long`);
  return [...long, ...(worst > ALLOWED_MS + Math.max(...usual) ? ['a vote waited for too long'] : [])];
}

const rows = Number(process.env.MIGRATION_ROWS || 5_000_000);
const server = await startTestServer();
try {
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query('CREATE DATABASE migration_locks');
  await admin.end();
  const problems = await measure(databaseUrl(server.url, 'migration_locks'), rows);
  for (const problem of problems) say(`WRONG  ${problem}`);
  if (problems.length === 0) say(`no lock was held for longer than ${ALLOWED_MS} ms on ${rows} ballots`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} catch (error) {
  say(`WRONG  ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  // Whoever is still connected hears that the server is going.
  process.on('uncaughtException', () => undefined);
  await server.stop();
}
process.exit();
