import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runCases } from './passed-cases.ts';

const scratch = mkdtempSync(join(tmpdir(), 'tallyscope cases '));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Rules of which nobody has cases that passed. */
const record = `unheard_of_${process.pid}_${Date.now()}`;
const writeRules = (expr: string) =>
  writeFileSync(
    join(scratch, 'rules.yaml'),
    JSON.stringify({ groups: [{ name: 'any', rules: [{ record, expr }] }] }),
  );
const writeCases = (value: number) =>
  writeFileSync(
    join(scratch, 'cases.yaml'),
    JSON.stringify({
      rule_files: ['rules.yaml'],
      tests: [
        {
          interval: '1m',
          promql_expr_test: [{ expr: record, eval_time: '1m', exp_samples: [{ labels: record, value }] }],
        },
      ],
    }),
  );
const run = async () => {
  const { ok, passedBefore } = await runCases('cases.yaml', scratch);
  return [ok, passedBefore];
};

test('cases run again when they, or the rules they name, are no longer those that passed', async () => {
  writeRules('vector(1)');
  writeCases(1);
  assert.deepEqual(await run(), [true, false]);
  assert.deepEqual(await run(), [true, true]);
  writeRules('vector(2)');
  assert.deepEqual(await run(), [false, false]);
  assert.deepEqual(await run(), [false, false]);
  writeCases(2);
  assert.deepEqual(await run(), [true, false]);
  writeRules('vector(1)');
  writeCases(1);
  assert.deepEqual(await run(), [true, true]);
});
