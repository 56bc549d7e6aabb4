import type { Config, Secrets } from '#src/config/settings.ts';
import type { Database } from '#src/database/database.ts';
import { ExportFailure } from '#src/features/exports/export-failure.ts';
import { type ExportObject, totals } from '#src/features/exports/export-record.ts';
import { checkRequest, type ExportRequest } from '#src/features/exports/export-request.ts';
import { ExportWriter } from '#src/features/exports/export-writer.ts';
import { runExport } from '#src/features/exports/run-export.ts';
import { checkTarget, s3Target } from '#src/features/exports/s3/s3-target.ts';
import { failInterrupted } from '#src/features/exports/unfinished-exports.ts';

/** Time between two lines about the same file, in milliseconds. */
const EVERY = 1000;

const count = new Intl.NumberFormat('en', { useGrouping: 'always' });

function describe({ key, state, rows, expectedRows, bytes }: FileProgress, bucket: string): string {
  const of = state === 'running' && expectedRows ? ` of ${count.format(expectedRows)}` : '';
  return `s3://${bucket}/${key}: ${state}, ${count.format(rows)}${of} rows, ${count.format(bytes)} bytes`;
}

type FileProgress = Pick<ExportObject, 'key' | 'state' | 'rows' | 'expectedRows' | 'bytes'>;

/** Tells line by line how far files are, each at most once a second until it has another state. */
function teller(bucket: string, tell: (line: string) => void) {
  const files = new Map<string, { objects: Set<ExportObject>; state: string; told: number }>();
  return (changed: readonly ExportObject[]) => {
    const now = performance.now();
    for (const [key, parts = []] of Object.entries(Object.groupBy(changed, (object) => object.key))) {
      const [{ state }] = parts as [ExportObject];
      const file = files.get(key) ?? { objects: new Set(), state: '', told: -EVERY };
      files.set(key, file);
      for (const object of parts) file.objects.add(object);
      if (state === file.state && now - file.told < EVERY) continue;
      Object.assign(file, { state, told: now });
      const objects = [...file.objects];
      const expectedRows = objects.length > 1 ? null : (objects[0]?.expectedRows ?? null);
      tell(describe({ key, state, expectedRows, ...totals(objects) }, bucket));
    }
  };
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
  if (!target) throw new ExportFailure('not_configured');
  const { prefix, layout, questions } = await checkRequest(sequelize, request);
  await checkTarget(target);
  const { bucket } = target;
  const by = { requestedBy: 'command line', runner: 'command' } as const;
  const id = await new ExportWriter(sequelize).create({ bucket, prefix, layout, ...by, questions });
  const run = { id, carrier: {}, abort, mayRetry: false, tell: teller(bucket, tell) };
  const end = await runExport({ databaseUrl: url, sequelize, target }, run);
  target.client.destroy();
  if (end.state === 'queued') {
    await failInterrupted(sequelize, id);
    throw new ExportFailure('interrupted');
  }
  if (end.state === 'failed') throw end.failure;
}
