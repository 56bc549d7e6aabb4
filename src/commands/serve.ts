import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import pino from 'pino';
import { buildApp } from '#src/app.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { sessionSecret } from '#src/config/session-secret.ts';
import { migrate } from '#src/database/migrate.ts';
import { Notifications } from '#src/database/notifications.ts';
import { openDatabase } from '#src/database/open-database.ts';
import { startLedgerAudit } from '#src/features/audit/ledger-audit.ts';
import { openExports } from '#src/features/exports/open-exports.ts';
import { QUESTIONS_CHANNEL } from '#src/features/questions/question-catalogue.ts';
import { VOTES_CHANNEL } from '#src/features/results/live-results.ts';
import { loggerOptions } from '#src/telemetry/logger.ts';
import { migrationsPending } from '#src/telemetry/signals.ts';
import { flushMetrics, shutdownTelemetry } from '#src/telemetry/state.ts';

/** Starts the service and gives what stops it: unready, drain HTTP, close the database, flush telemetry. */
export async function startService(source: NodeJS.ProcessEnv = process.env) {
  const { config, secrets } = loadConfig(source);
  const log = pino(loggerOptions(config.logLevel));
  const database = await openDatabase({ config, secrets, exclusive: true, log });
  await migrate(database.sequelize);
  migrationsPending(0);
  const notifications = new Notifications(database.url, [QUESTIONS_CHANNEL, VOTES_CHANNEL]);
  const secret = await sessionSecret(secrets.sessionSecret, config.dataDir);
  const exports = openExports({ config, secrets }, database, (error) =>
    log.error({ err: error }, 'export queue'),
  );
  const { app, catalogue, readiness } = await buildApp({
    config,
    secrets: { ...secrets, sessionSecret: secret },
    database,
    notifications,
    exports: exports.service,
  });
  await notifications.open();
  await exports.start();
  const audit = await startLedgerAudit(config, database.url, log);
  await catalogue.announceOpen();
  await flushMetrics();
  const address = await app.listen({ host: config.host, port: config.port });

  const stop = async () => {
    readiness.accepting = false;
    await sleep(config.drainDelaySeconds * 1000);
    await app.close();
    await exports.stop();
    await audit?.stop();
    await notifications.close();
    await database.close();
    await shutdownTelemetry();
  };
  return { app, address, stop };
}

async function serve(): Promise<void> {
  const { app, stop } = await startService();
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // A terminal and a supervisor may both ask; draining goes on.
      if (stopping) return;
      stopping = true;
      app.log.info({ signal }, 'stopping');
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          app.log.error({ err: error }, 'did not stop in order');
          process.exit(1);
        },
      );
    });
  }
}

/** `tallyscope serve`: runs the roles in `ROLES` until it is told to stop. */
export const serveCommand = () => new Command('serve').description('run the service').action(serve);
