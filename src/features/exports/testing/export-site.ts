import type { TestContext } from 'node:test';
import { loadConfig } from '#src/config/load-config.ts';
import { openExports } from '#src/features/exports/open-exports.ts';
import { startS3 } from '#src/features/exports/testing/start-s3.ts';
import { QUICK_PACE } from '#src/features/exports/testing/test-bed.ts';
import { undoInReverse } from '../../../../test/support/cleanup.ts';
import { createTestApp } from '../../../../test/support/test-app.ts';

/** Id of no export. */
export const NOBODY = '00000000-0000-4000-8000-000000000000';

/** A site with a bucket on a real S3 server, its organiser Ada, and a worker that a test starts. */
export async function openExportSite(t: TestContext, changed: Record<string, string> = {}) {
  const undo = undoInReverse(t);
  const { s3, env } = await startS3(undo);
  const parts = await createTestApp(undo, { ...env, ...changed });
  const worker = openExports(loadConfig(env), parts.database, { error() {} }, QUICK_PACE);
  undo.after(() => worker.stop());
  const headers = await parts.organiser();
  const api = (method: 'GET' | 'POST', path: string, payload?: object) =>
    parts.app.inject({ method, url: `/api/v1${path}`, headers, ...(payload && { payload }) });
  const published: typeof parts.published = (input) => parts.published(input, 'ada');
  return { ...parts, published, s3, env, worker, headers, api };
}

export type ExportSite = Awaited<ReturnType<typeof openExportSite>>;
