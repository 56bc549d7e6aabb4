import { setTimeout as sleep } from 'node:timers/promises';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { Migration } from '#src/database/migration.ts';
import { questionsAndBallots } from '#src/database/migrations/001-questions-and-ballots.ts';
import { exportsAndObjects } from '#src/database/migrations/002-exports.ts';
import { kindsAndPolicies } from '#src/database/migrations/003-kinds-and-policies.ts';
import { earlierTurnouts } from '#src/database/migrations/004-earlier-turnouts.ts';
import { accountsAndTokens } from '#src/database/migrations/005-accounts.ts';
import { reactionsRankingVisitors } from '#src/database/migrations/006-reactions-ranking-visitors.ts';
import { organisersDesk } from '#src/database/migrations/007-desk.ts';
import { receiptsAndProofs } from '#src/database/migrations/008-receipts-and-proofs.ts';
import { boundedLists } from '#src/database/migrations/009-bounded-lists.ts';
import { exportsTogether } from '#src/database/migrations/010-exports-together.ts';
import { crowds } from '#src/database/migrations/011-crowds.ts';
import { earlierVoters } from '#src/database/migrations/012-earlier-voters.ts';
import { batches } from '#src/database/migrations/013-batches.ts';
import { corrections } from '#src/database/migrations/014-corrections.ts';
import { forms } from '#src/database/migrations/015-forms.ts';
import { searchWithoutDots } from '#src/database/migrations/016-search-without-dots.ts';
import { sqlState } from '#src/database/sql-state.ts';
import { LOCKS } from './advisory-locks.ts';

/** Every step, in order. */
export const migrations: readonly Migration[] = [
  questionsAndBallots,
  exportsAndObjects,
  kindsAndPolicies,
  earlierTurnouts,
  accountsAndTokens,
  reactionsRankingVisitors,
  organisersDesk,
  receiptsAndProofs,
  boundedLists,
  exportsTogether,
  crowds,
  earlierVoters,
  batches,
  corrections,
  forms,
  searchWithoutDots,
];

/** Milliseconds that a step waits for a lock. All who ask for the table after it wait as long, votes included. */
const LOCK_WAIT = 100;
/** Milliseconds until it tries again. */
const PAUSE = 500;

const LOCK_NOT_AVAILABLE = '55P03';

/** Runs a step in a transaction, and again for as long as somebody holds what it needs. */
async function runStep(sequelize: Sequelize, ...statements: string[]): Promise<void> {
  for (;;) {
    try {
      return await sequelize.transaction(async (transaction) => {
        await sequelize.query(`SET LOCAL lock_timeout = '${LOCK_WAIT}ms'`, { transaction });
        for (const statement of statements) await sequelize.query(statement, { transaction });
      });
    } catch (error) {
      if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
      await sleep(PAUSE);
    }
  }
}

// A step is recorded in its own transaction: a process that is killed leaves both or neither, so that it can be run again.
async function runUp(sequelize: Sequelize, { name, up, each }: Migration): Promise<void> {
  const written = `INSERT INTO migrations (name) VALUES ('${name}')`;
  if (each === undefined) return runStep(sequelize, up, written);
  const rows = await sequelize.query<{ id: number }>(each, { type: QueryTypes.SELECT });
  for (const { id } of rows) await runStep(sequelize, up.replaceAll(':id', String(id)));
  await runStep(sequelize, written);
}

const runDown = (sequelize: Sequelize, { name, down }: Migration): Promise<void> =>
  runStep(sequelize, down, `DELETE FROM migrations WHERE name = '${name}'`);

async function umzug(sequelize: Sequelize) {
  // Most starts find nothing to do, and it comes with a command line of its own.
  const { Umzug } = await import('umzug');
  await sequelize.query('CREATE TABLE IF NOT EXISTS migrations (name varchar(255) PRIMARY KEY)');
  const writtenByTheStep = async () => undefined;
  return new Umzug({
    migrations: migrations.map((migration) => ({
      name: migration.name,
      up: () => runUp(sequelize, migration),
      down: () => runDown(sequelize, migration),
    })),
    storage: {
      executed: async () => [...(await seenMigrations(sequelize))].sort(),
      logMigration: writtenByTheStep,
      unlogMigration: writtenByTheStep,
    },
    logger: undefined,
  });
}

/** Runs `work` while this is the only process that migrates: others wait on the lock. */
async function alone<T>(sequelize: Sequelize, work: () => Promise<T>): Promise<T> {
  return sequelize.transaction(async (transaction) => {
    // It waits for steps on other connections, and for other processes with theirs, which may take long.
    await sequelize.query('SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = 0', {
      transaction,
    });
    await sequelize.query(`SELECT pg_advisory_xact_lock(${LOCKS.migration})`, { transaction });
    return work();
  });
}

/**
 * Brings the schema to this release, or only as far as the step `to`, each step in its own transaction. Gives the names of
 * the steps it ran. Where there are none it only reads, so that a role without rights to the schema can serve.
 * @throws where steps are pending and the role may not run them, or `to` is none of them.
 */
export async function migrate(sequelize: Sequelize, to?: string): Promise<string[]> {
  if ((await pendingMigrations(sequelize)).length === 0) return [];
  const ran = await alone(sequelize, async () => {
    // Another process may have run it while this one waited.
    if (to && (await seenMigrations(sequelize)).has(to)) return [];
    return (await umzug(sequelize)).up(to ? { to } : {});
  }).catch((error: Error) => {
    if (!isForbidden(error)) throw error;
    const advice = 'run `tallyscope migrate` as the role that owns the tables';
    throw new Error(`The schema is older than this release, and this role may not change it: ${advice}.`);
  });
  return ran.map(({ name }) => name);
}

/** PostgreSQL's `insufficient_privilege`, wherever it stands in what a library made of it. */
const isForbidden = (error: unknown): boolean =>
  error instanceof Error &&
  ((error as { code?: string }).code === '42501' ||
    isForbidden(error.cause) ||
    isForbidden((error as { parent?: unknown }).parent));

/** Names of the steps that the database has seen, this release's or a newer one's. */
async function seenMigrations(sequelize: Sequelize): Promise<Set<string>> {
  // Asking umzug would create its table, which two processes cannot do at once, and one that only serves not at all.
  const select = { type: QueryTypes.SELECT } as const;
  const [row] = await sequelize.query<{ there: boolean }>(
    `SELECT to_regclass('migrations') IS NOT NULL AS there`,
    select,
  );
  const seen = row?.there
    ? await sequelize.query<{ name: string }>('SELECT name FROM migrations', select)
    : [];
  return new Set(seen.map(({ name }) => name));
}

/** Names of the steps that this release knows and the database has not seen. */
export async function pendingMigrations(sequelize: Sequelize): Promise<string[]> {
  const seen = await seenMigrations(sequelize);
  return migrations.map(({ name }) => name).filter((name) => !seen.has(name));
}

/**
 * Takes the newest step back, which has to be `expected` where that is given. Gives its name, or nothing where there is none.
 * @throws where another step is the newest, such as one that only a newer release knows how to take back.
 */
export async function revertMigration(sequelize: Sequelize, expected?: string): Promise<string | undefined> {
  const [reverted] = await alone(sequelize, async () => {
    const seen = await seenMigrations(sequelize);
    const newer = [...seen].filter((one) => !migrations.some(({ name }) => name === one)).sort();
    if (newer.length > 0)
      throw new Error(
        `The schema has steps of a newer release, which is to take them back first: ${newer.join(', ')}.`,
      );
    const newest = migrations.findLast(({ name }) => seen.has(name))?.name;
    if (expected !== undefined && expected !== newest)
      throw new Error(`The newest step is ${newest ?? 'none'}: nothing is taken back.`);
    return (await umzug(sequelize)).down();
  });
  return reverted?.name;
}
