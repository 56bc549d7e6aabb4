import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ExportLayout } from '#src/features/exports/export-record.ts';
import type { TestBed } from '#src/features/exports/testing/test-bed.ts';

/** What a process had needed after an export: seconds for that one, and MiB at its greatest so far. */
export interface Need {
  seconds: number;
  peakMiB: number;
}

/** Exports all questions `runs` times from one process of its own, with `flags` for Node, and tells its need after each. */
export async function measureExport(
  { env }: Pick<TestBed, 'env'>,
  runs: number,
  flags: readonly string[] = [],
  layout: ExportLayout = 'each',
): Promise<Need[]> {
  const script = join(import.meta.dirname, 'export-process.ts');
  const child = spawn(process.execPath, [...flags, script, String(runs), layout], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = (await text(child.stdout)).trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}
