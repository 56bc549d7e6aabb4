import { loadConfig } from '#src/config/load-config.ts';
import { connectDatabase } from '#src/database/database.ts';
import { runExportNow } from '#src/features/exports/run-export-now.ts';

/**
 * A process of its own that exports all there is, as often as its first argument says and laid out as the second does,
 * and prints a line of JSON each time.
 */
const configuration = loadConfig();
const database = connectDatabase(configuration.secrets.databaseUrl ?? '', { poolSize: 2 });
const layout = process.argv[3] === 'together' ? 'together' : 'each';
const request = { prefix: 'memory', layout, questions: 'all' } as const;
for (let run = Number(process.argv[2]); run > 0; run -= 1) {
  const started = performance.now();
  await runExportNow({ ...configuration, database }, request, {
    tell: () => undefined,
    abort: new AbortController().signal,
  });
  const seconds = (performance.now() - started) / 1000;
  // The kernel tells the greatest resident size so far, in KiB.
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(`${JSON.stringify({ seconds, peakMiB })}\n`);
}
await database.close();
