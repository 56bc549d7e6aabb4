// `make fuzz`: everything the API's document allows and forbids, as everybody, for as long as it is told to.
import { randomInt } from 'node:crypto';
import { globalSetup, globalTeardown } from '../support/global-setup.ts';
import { type FuzzRun, fuzzApi, type Phase } from './fuzz-api.ts';
import { startFuzzService } from './fuzz-service.ts';

function setting(name: string, fallback: number): number {
  const value = Number(process.env[name] || fallback);
  if (value > 0) return value;
  throw new Error(`${name}=${process.env[name]} is not a number above 0.`);
}

const minutes = setting('FUZZ_MINUTES', 10);
const examples = setting('FUZZ_EXAMPLES', 100);
const seed = setting('FUZZ_SEED', randomInt(1, 2 ** 31));
const everything: Phase[] = ['examples', 'coverage', 'fuzzing', 'stateful'];
const everybody = ['administrator', 'organiser', 'voter', 'token', 'stale', 'nobody', 'leaving'] as const;

const say = (line: string) => process.stdout.write(`fuzz: ${line}\n`);
const steps: (() => unknown)[] = [];
const cleanup = { after: (step: unknown) => void steps.push(step as () => unknown) };

const again = `FUZZ_SEED=${seed} FUZZ_MINUTES=${minutes} FUZZ_EXAMPLES=${examples}`;
say(`seed ${seed}: again with ${again} make fuzz`);
const ends = performance.now() + minutes * 60_000;
await globalSetup();
let failed = 0;
let requests = 0;
const unasked: string[] = [];
try {
  // One after the other, each on a service of its own: what one deletes, the next would miss.
  for (const [index, as] of everybody.entries()) {
    const service = await startFuzzService(cleanup as never);
    // An equal share of what is left, so that a slow start of one is not the loss of the last.
    const seconds = (ends - performance.now()) / 1000 / (everybody.length - index);
    const run: FuzzRun = { as, phases: everything, examples, seed, seconds };
    const { wrong, operations, cases } = await fuzzApi(service, run);
    const { tested, selected } = operations;
    say(
      `${as}: ${wrong ? 'WRONG' : 'as documented'}; ${tested} of ${selected} operations, ${cases} requests`,
    );
    if (wrong) process.stdout.write(`${wrong}\n`);
    failed += Number(wrong !== undefined);
    if (cases === 0) unasked.push(as);
    requests += cases;
    for (const step of steps.splice(0).reverse()) await step();
  }
} finally {
  for (const step of steps.splice(0).reverse()) await step();
  await globalTeardown();
}
say(
  `${requests} requests, seed ${seed}: ${failed === 0 ? 'all as documented' : `${failed} found something`}`,
);
if (unasked.length > 0) say(`no time was left to ask as ${unasked.join(', ')}: give it more FUZZ_MINUTES`);
process.exitCode = failed + unasked.length > 0 ? 1 : 0;
