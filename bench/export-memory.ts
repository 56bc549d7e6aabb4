import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { createTestBed, publishQuestion } from '#src/features/exports/testing/test-bed.ts';

/**
 * Greatest memory and time of a process that exports a question to a real S3 server, three times in a row, for each
 * number of votes: `node bench/export-memory.ts 1000000 4000000`.
 */
const sizes = process.argv.slice(2).map(Number);
if (sizes.length === 0 || !sizes.every((size) => Number.isSafeInteger(size) && size > 0)) {
  process.stderr.write('Usage: node bench/export-memory.ts <votes>...\n');
  process.exit(2);
}

const script = new URL('../src/features/exports/testing/export-process.ts', import.meta.url).pathname;

for (const size of sizes) {
  const steps: (() => unknown)[] = [];
  const { database, env } = await createTestBed({ after: (step) => void steps.push(step as () => unknown) });
  try {
    await publishQuestion(database, 'large', ['Tea', 'Coffee'], size);
    const child = spawn(process.execPath, [script, '3'], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for (const line of (await text(child.stdout)).trim().split('\n')) {
      const { seconds, peakMiB } = JSON.parse(line);
      process.stdout.write(`${size} votes: ${seconds.toFixed(1)} s, ${peakMiB.toFixed(0)} MiB\n`);
    }
  } finally {
    for (const step of steps) await step();
  }
}
