import { measureExport } from '#src/features/exports/testing/measure-export.ts';
import { createTestBed, publishQuestion } from '#src/features/exports/testing/test-bed.ts';

/**
 * Time of an export and greatest memory of its process, three exports in a row to a real S3 server, for each number of
 * votes: `node bench/export-memory.ts 1000000 4000000`.
 */
const sizes = process.argv.slice(2).map(Number);
if (sizes.length === 0 || !sizes.every((size) => Number.isSafeInteger(size) && size > 0)) {
  process.stderr.write('Usage: node bench/export-memory.ts <votes>...\n');
  process.exit(2);
}

for (const size of sizes) {
  const steps: (() => unknown)[] = [];
  const bed = await createTestBed({ after: (step) => void steps.push(step as () => unknown) });
  try {
    await publishQuestion(bed.database, 'large', ['Tea', 'Coffee'], size);
    for (const { seconds, peakMiB } of await measureExport(bed, 3))
      process.stdout.write(`${size} votes: ${seconds.toFixed(1)} s, ${peakMiB.toFixed(0)} MiB\n`);
  } finally {
    for (const step of steps) await step();
  }
}
