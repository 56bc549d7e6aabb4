import type { Config, Secrets } from '#src/config/settings.ts';
import type { Database } from '#src/database/database.ts';
import { ExportQueue, STEADY_PACE } from '#src/features/exports/export-queue.ts';
import { ExportService } from '#src/features/exports/export-service.ts';
import { type ExportLog, ExportWorker } from '#src/features/exports/export-worker.ts';
import { s3Target } from '#src/features/exports/s3/s3-target.ts';

/** Exports in a running service. */
export interface Exports {
  service: ExportService;
  /** Takes jobs where this process has the role `worker` and a bucket is configured. */
  start(): Promise<void>;
  /** Gives back what is under way, within fifteen seconds. */
  stop(): Promise<void>;
}

/** Puts the export's parts together for the roles of this process. */
export function openExports(
  { config, secrets }: { config: Config; secrets: Secrets },
  { url, sequelize }: Pick<Database, 'url' | 'sequelize'>,
  log: ExportLog,
  pace = STEADY_PACE,
): Exports {
  const target = s3Target(config, secrets);
  const works = config.roles.includes('worker') && target !== undefined;
  const onError = (err: Error) => log.error({ err }, 'export queue');
  const queue = new ExportQueue(url, { worker: works, onError, pace });
  const worker = works ? new ExportWorker({ databaseUrl: url, sequelize, target }, queue, log) : undefined;
  return {
    service: new ExportService(sequelize, target, queue),
    start: async () => worker?.start(),
    stop: async () => {
      await (worker ? worker.stop() : queue.close(1000));
      target?.client.destroy();
    },
  };
}
