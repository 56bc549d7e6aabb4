// `make truth`: every number there is for a vote against the ledger, while everything that can go wrong does.
import { runTruth } from './run-truth.ts';

function setting(name: string, fallback: number): number {
  const value = Number(process.env[name] || fallback);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`${name}=${process.env[name]} is not a whole number above 0.`);
}

const say = (line: string) => process.stdout.write(`truth: ${line}\n`);

const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => reject(new Error('interrupted; everything is stopped')));
});
// While the scene is still being set there is nobody to hear it.
interrupted.catch(() => undefined);

try {
  const problems = await runTruth({
    votes: setting('TRUTH_VOTES', 100_000),
    seconds: {
      collector: setting('TRUTH_BLACKOUT_SECONDS', 120),
      prometheus: setting('TRUTH_BLACKOUT_SECONDS', 170),
      // Long blackouts are compared with long quiet times around them.
      quiet: Math.max(30, Math.round(setting('TRUTH_BLACKOUT_SECONDS', 90) / 3)),
    },
    firstVotes: 100,
    exportMs: 5000,
    fast: false,
    interrupted,
    say,
  });
  for (const problem of problems) say(`WRONG  ${problem}`);
  say(problems.length === 0 ? 'every number is what it should be' : `${problems.length} numbers are wrong`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`truth: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
// An interrupted run leaves voters behind that would try for ever.
process.exit();
