import { setTimeout as sleep } from 'node:timers/promises';
import { QueryTypes, type Sequelize } from 'sequelize';
import { SequelizeStorage, Umzug } from 'umzug';
import { questionsAndBallots } from '#src/database/migrations/001-questions-and-ballots.ts';
import { exportsAndObjects } from '#src/database/migrations/002-exports.ts';
import { kindsAndPolicies } from '#src/database/migrations/003-kinds-and-policies.ts';
import { earlierTurnouts } from '#src/database/migrations/004-earlier-turnouts.ts';
import { accountsAndTokens } from '#src/database/migrations/005-accounts.ts';
import { reactionsRankingVisitors } from '#src/database/migrations/006-reactions-ranking-visitors.ts';
import { organisersDesk } from '#src/database/migrations/007-desk.ts';
import { receiptsAndProofs } from '#src/database/migrations/008-receipts-and-proofs.ts';

/** One numbered step of the schema: SQL that takes it forward and back. */
export interface Migration {
  name: string;
  up: string;
  down: string;
}

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
];

/** Advisory lock key: any constant, as long as nothing else in this database uses it. */
const MIGRATION_LOCK = 7_283_401;

/** Milliseconds that a step waits for a lock: whoever comes after it in the queue waits as long, votes included. */
const LOCK_WAIT = 100;
/** Milliseconds until it tries again. */
const PAUSE = 500;

const LOCK_NOT_AVAILABLE = '55P03';

/** Runs a step in a transaction, and again for as long as somebody holds what it needs. */
async function runStep(sequelize: Sequelize, sql: string): Promise<void> {
  for (;;) {
    try {
      return await sequelize.transaction(async (transaction) => {
        await sequelize.query(`SET LOCAL lock_timeout = '${LOCK_WAIT}ms'`, { transaction });
        await sequelize.query(sql, { transaction });
      });
    } catch (error) {
      const { original } = error as { original?: { code?: string } };
      if (original?.code !== LOCK_NOT_AVAILABLE) throw error;
      await sleep(PAUSE);
    }
  }
}

function umzug(sequelize: Sequelize) {
  return new Umzug({
    migrations: migrations.map(({ name, up, down }) => ({
      name,
      up: () => runStep(sequelize, up),
      down: () => runStep(sequelize, down),
    })),
    storage: new SequelizeStorage({ sequelize, tableName: 'migrations' }),
    logger: undefined,
  });
}

/** Runs `work` while this is the only process that migrates: others wait on the lock. */
async function alone<T>(sequelize: Sequelize, work: () => Promise<T>): Promise<T> {
  return sequelize.transaction(async (transaction) => {
    await sequelize.query(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`, { transaction });
    return work();
  });
}

/** Brings the schema to this release, each step in its own transaction. Gives the names of the steps it ran. */
export async function migrate(sequelize: Sequelize): Promise<string[]> {
  const ran = await alone(sequelize, () => umzug(sequelize).up());
  return ran.map(({ name }) => name);
}

/** Names of the steps that this release knows and the database has not seen. */
export async function pendingMigrations(sequelize: Sequelize): Promise<string[]> {
  // Asking umzug would create its table, and two processes that do so at once get in each other's way.
  const [row] = await sequelize.query<{ there: boolean }>(
    `SELECT to_regclass('migrations') IS NOT NULL AS there`,
    { type: QueryTypes.SELECT },
  );
  const pending = row?.there ? await umzug(sequelize).pending() : migrations;
  return pending.map(({ name }) => name);
}

/** Takes the newest step back. Gives its name, or nothing where there is none. */
export async function revertMigration(sequelize: Sequelize): Promise<string | undefined> {
  const [reverted] = await alone(sequelize, () => umzug(sequelize).down());
  return reverted?.name;
}
