import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { type FuzzRun, fuzzApi } from './fuzz-api.ts';
import { startFuzzService } from './fuzz-service.ts';
import { missingFuzzer } from './schemathesis.ts';

const SEED = 20_261_121;
const runs: Omit<FuzzRun, 'seed'>[] = [
  { as: 'administrator', phases: ['examples', 'coverage'], examples: 1 },
  { as: 'organiser', phases: ['fuzzing'], examples: 1 },
  { as: 'voter', phases: ['fuzzing'], examples: 1 },
  { as: 'token', phases: ['fuzzing'], examples: 1 },
  { as: 'stale', phases: ['fuzzing'], examples: 1 },
  { as: 'nobody', phases: ['fuzzing'], examples: 1 },
  { as: 'leaving', phases: ['fuzzing'], examples: 2 },
];

const skip = (await missingFuzzer()) ?? false;

// As on a machine that reaches other networks through one.
const proxy = process.env.http_proxy;
process.env.http_proxy = 'http://127.0.0.1:9';
after(() => {
  if (proxy === undefined) delete process.env.http_proxy;
  else process.env.http_proxy = proxy;
});

describe('the API under requests made from its own document', { skip, concurrency: 2 }, () => {
  const cleanup = suiteCleanup();
  const service = skip ? undefined : startFuzzService(cleanup);
  for (const run of runs) {
    it(`answers ${run.as} as documented, whatever is asked`, async () => {
      assert.ok(service);
      const { wrong, operations, cases } = await fuzzApi(await service, { ...run, seed: SEED });
      assert.equal(wrong, undefined, wrong);
      assert.equal(operations.tested, operations.selected, 'operations that were asked');
      assert.ok(cases >= operations.tested && cases > 0, `${cases} requests`);
    });
  }
});
