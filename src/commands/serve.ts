import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { Op } from 'sequelize';
import { buildApp } from '#src/app.ts';
import { collectAtRest } from '#src/commands/collect-at-rest.ts';
import { explainStart } from '#src/commands/explain-start.ts';
import { firstAccountCommand } from '#src/commands/first-account.ts';
import { stopInTime } from '#src/commands/stop-in-time.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { sessionSecret } from '#src/config/session-secret.ts';
import { calmLog } from '#src/database/calm-log.ts';
import { type Database, readPool } from '#src/database/database.ts';
import { migrate, pendingMigrations } from '#src/database/migrate.ts';
import { Notifications } from '#src/database/notifications.ts';
import { openDatabase } from '#src/database/open-database.ts';
import { startLedgerAudit } from '#src/features/audit/ledger-audit.ts';
import { openExports } from '#src/features/exports/open-exports.ts';
import { startHousekeeping } from '#src/features/housekeeping/start-housekeeping.ts';
import { startSealing } from '#src/features/proofs/ballot-sealer.ts';
import { signingKey } from '#src/features/proofs/signing-key.ts';
import { QUESTIONS_CHANNEL } from '#src/features/questions/question-catalogue.ts';
import { VOTES_CHANNEL } from '#src/features/results/live-results.ts';
import { SecretWatch } from '#src/features/status/secret-watch.ts';
import { SERVER_LIMITS } from '#src/plugins/server-limits.ts';
import { logLibraryWarnings } from '#src/telemetry/library-warnings.ts';
import { createLogger } from '#src/telemetry/logger.ts';
import { observeDatabasePool } from '#src/telemetry/pool-signals.ts';
import { migrationsPending, secretsDiffer } from '#src/telemetry/signals.ts';
import { flushMetrics, shutdownTelemetry } from '#src/telemetry/state.ts';

/** Brings the schema to this release, and tells those who watch how many steps it lacks until then. */
async function bringUpToDate({ sequelize }: Database): Promise<void> {
  migrationsPending((await pendingMigrations(sequelize)).length);
  await migrate(sequelize);
  migrationsPending(0);
}

/** Starts the service and gives what stops it: unready, drain HTTP, close the database, flush telemetry. */
export async function startService(source: NodeJS.ProcessEnv = process.env) {
  const { config, secrets } = loadConfig(source);
  const log = createLogger(config.logLevel);
  logLibraryWarnings(log);
  const calm = calmLog(log);
  const database = await openDatabase({ config, secrets, exclusive: true, log });
  observeDatabasePool(() => readPool(database));
  const secret = await sessionSecret(secrets.sessionSecret, config.dataDir);
  const { look } = new SecretWatch(secret, { log, tell: secretsDiffer });
  const notifications = new Notifications(database.url, [QUESTIONS_CHANNEL, VOTES_CHANNEL], { beat: look });
  const exports = openExports({ config, secrets }, database, calm);
  const parts = { config, secrets: { ...secrets, sessionSecret: secret }, database, notifications };
  // Routes ask the database for nothing until a request does.
  const [{ app, catalogue, readiness }] = await Promise.all([
    buildApp({ ...parts, exports: exports.service }),
    bringUpToDate(database),
  ]);
  const [audit] = await Promise.all([
    startLedgerAudit(config, database.url, calm),
    notifications.open(),
    exports.start(),
  ]);
  const housekeeping = startHousekeeping(config, database, calm);
  const key = signingKey({ ...secrets, sessionSecret: secret });
  const sealing = startSealing(config, database.url, { key, log: calm });
  await catalogue.announceOpen();
  await flushMetrics();
  const { host, port } = config;
  const address = await app.listen({ host, port, backlog: SERVER_LIMITS.backlog });
  collectAtRest();

  const stop = async () => {
    readiness.accepting = false;
    await sleep(config.drainDelaySeconds * 1000);
    const connectionsEnded = once(app.server, 'close');
    const closed = app.close();
    await Promise.race([connectionsEnded, closed]);
    const rest = async () => {
      await closed;
      await exports.stop();
      await sealing?.stop();
      await audit?.stop();
      await housekeeping?.stop();
      await notifications.close();
      await database.close();
    };
    // An embedded server gets the time that its last checkpoint takes.
    await (secrets.databaseUrl ? stopInTime(rest(), log) : rest());
    await shutdownTelemetry();
  };
  return { app, address, database, firstAccount: firstAccountCommand(config, secrets), stop };
}

/** Longer than a function takes to compile. */
const COMPILER_MS = 50;

/** Milliseconds that a signal waits for the start to end, which may itself wait for another process's migrations. */
const STARTING_MS = 10_000;

async function serve(): Promise<void> {
  const starting = startService();
  let stopping = false;
  // SIGHUP comes where the terminal is closed.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, async () => {
      // A terminal and a supervisor may both ask; draining goes on.
      if (stopping) return;
      stopping = true;
      const started = await Promise.race([
        starting.catch(() => undefined),
        sleep(STARTING_MS, 'late' as const),
      ]);
      if (started === 'late') {
        process.stderr.write('tallyscope: told to stop before it had started\n');
        await shutdownTelemetry();
        process.exit(1);
      }
      // The start has failed, and why is printed below.
      if (!started) return;
      const { app, stop } = started;
      app.log.info({ signal }, 'stopping');
      await stop().catch((error: unknown) => {
        app.log.error({ err: error }, 'did not stop in order');
        process.exitCode = 1;
      });
      // Node joins its compiler's threads as it exits, and one that waits for a collection then waits for ever
      // (nodejs/node#54918): what is being compiled gets a moment in which this thread can still collect.
      await sleep(COMPILER_MS);
      process.exit();
    });
  }
  const { app, database, firstAccount } = await starting.catch(async (error: unknown) => {
    process.stderr.write(`tallyscope: ${explainStart(error)}\n`);
    // Telemetry still tells what failed, such as a migration.
    await shutdownTelemetry();
    // What has started by now, such as the embedded database, ends with the process.
    process.exit(1);
  });
  // Those who signed up by themselves are voters.
  if ((await database.accounts.count({ where: { role: { [Op.ne]: 'voter' } } })) === 0) {
    app.log.info(`there is no organiser yet: ${firstAccount}`);
  }
}

/** `tallyscope serve`: runs the roles in `ROLES` until it is told to stop. */
export const serveCommand = () => new Command('serve').description('run the service').action(serve);
