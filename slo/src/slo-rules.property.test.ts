import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { promtool } from '../../alerts/src/promtool.ts';
import { markedYaml, ruleFile } from '../../alerts/src/rule-file.ts';
import { fixtures } from './fixtures.ts';
import { Model, type Phase } from './model.ts';
import { readSlos } from './read-slo.ts';
import { sloRules } from './slo-rules.ts';
import { ratioChecks } from './slo-tests.ts';

const scratch = mkdtempSync(join(tmpdir(), 'tallyscope slo '));
after(() => rmSync(scratch, { recursive: true, force: true }));

const step = 60;
const phase = fc.record({
  minutes: fc.integer({ min: 1, max: 90 }),
  good: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100_000 })).map((count) => count * 2),
  bad: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1000 })).map((count) => count * 2),
});
const course = fc.record({
  phases: fc.array(phase, { minLength: 2, maxLength: 6 }),
  moments: fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
});

for (const slo of readSlos().filter(({ name }) =>
  ['vote-availability', 'vote-latency', 'telemetry-freshness'].includes(name),
)) {
  test(`rules and model agree on random traffic: ${slo.name}`, async () => {
    mkdirSync(join(scratch, slo.name));
    writeFileSync(join(scratch, slo.name, 'rules.yaml'), ruleFile(slo.name, [sloRules(slo)]));
    await fc.assert(
      fc.asyncProperty(fc.array(course, { minLength: 4, maxLength: 4 }), async (courses) => {
        const tests = courses.map(({ phases, moments }) => testCase(phases, moments));
        writeFileSync(
          join(scratch, slo.name, 'cases.yaml'),
          markedYaml(slo.name, {
            rule_files: ['rules.yaml'],
            evaluation_interval: `${step}s`,
            fuzzy_compare: true,
            tests,
          }),
        );
        const { ok, output } = await promtool(['test', 'rules', 'cases.yaml'], join(scratch, slo.name));
        assert.ok(ok, output.slice(0, 2000));
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });

  function testCase(phases: Phase[], moments: number[]): object {
    const fixture = fixtures[slo.name];
    const model = new Model(slo, phases, { step, lag: fixture?.lag?.(step) ?? 0 });
    const last = phases.reduce((sum, { minutes }) => sum + minutes, 0);
    // The first minute has a single sample, of which there is no rate.
    const minutes = moments.map((moment) => Math.max(1, Math.round(moment * last)));
    return {
      interval: `${step}s`,
      input_series: fixture?.series(phases, step),
      promql_expr_test: ratioChecks(slo, model, minutes),
    };
  }
}
