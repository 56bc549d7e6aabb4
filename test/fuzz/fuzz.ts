// `make fuzz`: everything the API's document allows and forbids, as everybody, for as long as it takes.
import { randomInt } from 'node:crypto';
import { globalSetup, globalTeardown } from '../support/global-setup.ts';
import { type FuzzRun, fuzzApi, type Phase } from './fuzz-api.ts';
import { startFuzzService } from './fuzz-service.ts';

const examples = Number(process.env.FUZZ_EXAMPLES || 100);
const seed = Number(process.env.FUZZ_SEED || randomInt(2 ** 31));
const everything: Phase[] = ['examples', 'coverage', 'fuzzing', 'stateful'];
const everybody = ['administrator', 'organiser', 'voter', 'token', 'stale', 'nobody', 'leaving'] as const;

const say = (line: string) => process.stdout.write(`fuzz: ${line}\n`);
const steps: (() => unknown)[] = [];
const cleanup = { after: (step: unknown) => void steps.push(step as () => unknown) };

say(
  `seed ${seed}, ${examples} requests for an operation and phase; FUZZ_SEED and FUZZ_EXAMPLES repeat this run`,
);
await globalSetup();
let failed = 0;
try {
  // One after the other, each on a service of its own: what one deletes, the next would miss.
  for (const as of everybody) {
    const run: FuzzRun = { as, phases: everything, examples, seed };
    const found = await fuzzApi(await startFuzzService(cleanup as never), run);
    say(`${as}: ${found ? 'WRONG' : 'as documented'}`);
    if (found) process.stdout.write(`${found}\n`);
    failed += Number(found !== undefined);
    for (const step of steps.splice(0).reverse()) await step();
  }
} finally {
  for (const step of steps.splice(0).reverse()) await step();
  await globalTeardown();
}
process.exitCode = failed > 0 ? 1 : 0;
