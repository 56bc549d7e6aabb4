import { QueryTypes, type Sequelize } from 'sequelize';
import { LOCKS } from '#src/database/advisory-locks.ts';
import { ExportFailure } from '#src/features/exports/export-failure.ts';
import { ExportWriter } from '#src/features/exports/export-writer.ts';
import { tellEnd } from '#src/features/exports/tell-end.ts';

/** Ends an export whose process is gone. */
export async function failInterrupted(sequelize: Sequelize, id: string): Promise<void> {
  await new ExportWriter(sequelize).fail(id, new ExportFailure('interrupted'));
  await tellEnd(sequelize, id, 'failed');
}

/** Ids of exports that killed commands left: nobody holds their locks, and no queue delivers them again. */
export async function abandonedCommands(sequelize: Sequelize): Promise<string[]> {
  const left = await sequelize.query<{ id: string }>(
    `WITH unfinished AS MATERIALIZED (
      SELECT id FROM exports WHERE runner = 'command' AND state IN ('queued', 'running')
        AND queued_at < now() - interval '1 minute'
    )
    SELECT id FROM unfinished WHERE pg_try_advisory_xact_lock($1, hashtext(id::text))`,
    { bind: [LOCKS.exportRun], type: QueryTypes.SELECT },
  );
  return left.map(({ id }) => id);
}

/**
 * Ids of exports that no queue will deliver: a restored database has exports without jobs, and the queue drops a job that nobody takes
 * for two weeks. In other cases an unfinished export has a job: it is recorded together with it, and ends before it.
 */
export async function undelivered(sequelize: Sequelize): Promise<string[]> {
  const left = await sequelize.query<{ id: string }>(
    `SELECT id FROM exports e WHERE runner = 'worker' AND state IN ('queued', 'running')
      AND NOT EXISTS (SELECT FROM jobs.job WHERE state < 'completed' AND data->>'exportId' = e.id::text)`,
    { type: QueryTypes.SELECT },
  );
  return left.map(({ id }) => id);
}

/** Seconds since the oldest export that has not ended was asked for; 0 when all have ended. */
export async function oldestExportAge(sequelize: Sequelize): Promise<number> {
  const [row] = await sequelize.query<{ age: number }>(
    `SELECT coalesce(extract(epoch FROM now() - min(queued_at)), 0)::float8 AS age
     FROM exports WHERE state IN ('queued', 'running')`,
    { type: QueryTypes.SELECT },
  );
  return row?.age ?? 0;
}
