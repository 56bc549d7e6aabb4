import type { Sequelize } from 'sequelize';
import { summariseExport } from '#src/features/exports/export-reader.ts';
import type { Written } from '#src/features/exports/export-record.ts';
import { exportFinished } from '#src/telemetry/signals.ts';

/** The objective: ten seconds, and three more per million rows, from asking to the last object. */
const BASE_SECONDS = 10;
const SECONDS_PER_ROW = 3 / 1_000_000;

/** Counts an export that is over, as its record has it, and gives what it wrote. */
export async function tellEnd(
  sequelize: Sequelize,
  id: string,
  outcome: 'succeeded' | 'failed',
): Promise<Written> {
  const ended = await summariseExport(sequelize, id);
  const written = { rows: ended?.rows ?? 0, bytes: ended?.bytes ?? 0 };
  if (!ended?.finishedAt) return written;
  const since = (from: Date) => ((ended.finishedAt?.getTime() ?? 0) - from.getTime()) / 1000;
  exportFinished({
    outcome,
    onTime: since(ended.queuedAt) <= BASE_SECONDS + written.rows * SECONDS_PER_ROW,
    seconds: since(ended.startedAt ?? ended.queuedAt),
    ...written,
  });
  return written;
}
