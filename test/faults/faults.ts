// `make faults`: clients vote while everything breaks that can, and what they saw is held against the ledger.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { makePlain } from '../support/plain-environment.ts';
import { faultNames } from './plan-faults.ts';
import { runFaults } from './run-faults.ts';

/** Seconds of a round: each begins on a new database, with the next seed. */
const ROUND_SECONDS = 120;

function setting(name: string, fallback: number): number {
  const value = Number(process.env[name] || fallback);
  if (value > 0) return value;
  throw new Error(`${name}=${process.env[name]} is not a number above 0.`);
}

const say = (line: string) => process.stdout.write(`faults: ${line}\n`);

async function main(): Promise<number> {
  makePlain(process.env);
  const seconds = 60 * setting('FAULT_MINUTES', 6);
  const firstSeed = setting('FAULT_SEED', 1 + Math.floor(Math.random() * 1_000_000));
  const only = (process.env.FAULT_ONLY ?? '').split(',').filter(Boolean);
  const unknown = only.filter((name) => !faultNames.includes(name));
  if (unknown.length > 0)
    throw new Error(`FAULT_ONLY has ${unknown.join(', ')}; there is ${faultNames.join(', ')}.`);
  const directory = join(PROJECT, 'test-results/faults');
  mkdirSync(directory, { recursive: true });
  let violations = 0;
  for (let left = seconds, seed = firstSeed; left > 0; left -= ROUND_SECONDS, seed += 1) {
    const length = Math.min(left, ROUND_SECONDS);
    const minutes = Number((length / 60).toFixed(2));
    say(
      `seed ${seed}: again with FAULT_SEED=${seed} FAULT_MINUTES=${minutes}${only.length ? ` FAULT_ONLY=${only}` : ''} make faults`,
    );
    const historyFile = join(directory, `seed-${seed}.ndjson`);
    const found = await runFaults({ seed, seconds: length, only, historyFile, say });
    for (const line of found.slice(0, 50)) say(`WRONG  ${line}`);
    if (found.length > 50) say(`and ${found.length - 50} more`);
    violations += found.length;
    if (found.length > 0) say(`the history is kept in ${historyFile}`);
    else rmSync(historyFile, { force: true });
  }
  say(violations === 0 ? 'nothing was lost, nothing counted twice' : `${violations} violations`);
  return violations;
}

try {
  process.exitCode = (await main()) === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`faults: ${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
}
// Connections of clients that were cut may keep the process.
process.exit();
