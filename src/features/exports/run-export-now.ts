import type { Config, Secrets } from '#src/config/settings.ts';
import type { Database } from '#src/database/database.ts';
import { interrupted, notConfigured } from '#src/features/exports/export-failure.ts';
import type { ExportObject } from '#src/features/exports/export-record.ts';
import { checkRequest, type ExportRequest } from '#src/features/exports/export-request.ts';
import { ExportWriter } from '#src/features/exports/export-writer.ts';
import { failInterrupted } from '#src/features/exports/fail-interrupted.ts';
import { runExport } from '#src/features/exports/run-export.ts';
import { checkTarget, s3Target } from '#src/features/exports/s3-target.ts';

/** Time between two lines about the same object, in milliseconds. */
const EVERY = 1000;

const count = new Intl.NumberFormat('en', { useGrouping: 'always' });

function describe({ key, state, rows, expectedRows, bytes }: ExportObject, bucket: string): string {
  const of = state === 'running' && expectedRows ? ` of ${count.format(expectedRows)}` : '';
  return `s3://${bucket}/${key}: ${state}, ${count.format(rows)}${of} rows, ${count.format(bytes)} bytes`;
}

/**
 * Runs an export here and now, without the queue, and tells its progress line by line; `abort` ends it as failed.
 * @throws {ExportRefused} for a request that cannot be taken, {ExportFailure} where it fails.
 */
export async function runExportNow(
  { config, secrets, database }: { config: Config; secrets: Secrets; database: Database },
  request: ExportRequest,
  { tell, abort }: { tell(line: string): void; abort: AbortSignal },
): Promise<void> {
  const { sequelize, url } = database;
  const target = s3Target(config, secrets);
  if (!target) throw notConfigured();
  const { prefix, questions } = await checkRequest(sequelize, request);
  await checkTarget(target);
  const { bucket } = target;
  const created = { bucket, prefix, requestedBy: 'command line', runner: 'command' as const, questions };
  const id = await new ExportWriter(sequelize).create(created);

  const told = new Map<number, number>();
  const show = (objects: readonly ExportObject[]) => {
    const now = performance.now();
    for (const object of objects) {
      if (object.state === 'running' && now - (told.get(object.position) ?? -EVERY) < EVERY) continue;
      told.set(object.position, now);
      tell(describe(object, bucket));
    }
  };
  const run = { id, carrier: {}, abort, mayRetry: false, tell: show };
  const end = await runExport({ databaseUrl: url, sequelize, target }, run);
  target.client.destroy();
  if (end.state === 'queued') {
    await failInterrupted(sequelize, id);
    throw interrupted();
  }
  if (end.state === 'failed') throw end.failure;
}
