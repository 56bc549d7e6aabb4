import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parse } from 'yaml';
import { runbookSections } from '../../tools/runbook.ts';
import { alertGroups } from './alert-groups.ts';
import { runCases } from './passed-cases.ts';
import { promtool } from './promtool.ts';
import { ruleFile } from './rule-file.ts';

const root = join(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'tallyscope rules '));
after(() => rmSync(scratch, { recursive: true, force: true }));

interface RuleFile {
  groups: { rules: { alert?: string; annotations?: { runbook_url: string } }[] }[];
}

for (const folder of ['alerts', 'slo']) {
  const files = (kind: string) =>
    readdirSync(join(root, folder, kind)).map((file) => `${folder}/${kind}/${file}`);

  test(`promtool accepts the rules of ${folder}`, async () => {
    const { ok, output } = await promtool(['check', 'rules', ...files('rules')], root);
    assert.ok(ok, output);
  });

  describe(`cases of ${folder}`, { concurrency: 2 }, () => {
    for (const file of files('tests')) {
      test(file, async () => {
        const { ok, output } = await runCases(file, root);
        assert.ok(ok, output.slice(0, 4000));
      });
    }
  });

  test(`every rule file of ${folder} has cases`, () => {
    const tested = new Set(files('tests').map((file) => file.replace('/tests/', '/rules/')));
    assert.deepEqual(
      files('rules').filter((file) => !tested.has(file)),
      [],
    );
  });
}

test('a rule that is off by a little fails its cases', async () => {
  const rules = readFileSync(join(root, 'alerts/rules/service.yaml'), 'utf8');
  writeFileSync(join(scratch, 'service.yaml'), rules.replace(/(_p99_seconds.*) > 0\.5/, '$1 >= 0.5'));
  const cases = readFileSync(join(root, 'alerts/tests/service.yaml'), 'utf8');
  writeFileSync(join(scratch, 'cases.yaml'), cases.replace('../rules/', ''));
  const { ok, output } = await promtool(['test', 'rules', 'cases.yaml'], scratch);
  assert.equal(ok, false);
  assert.match(output, /half a second exactly/);
});

test('every alert has cases in which it fires and in which it does not', () => {
  for (const { alert, severity, cases } of alertGroups.flatMap(({ alerts }) => alerts)) {
    assert.ok(
      cases.some(({ fires }) => fires),
      alert,
    );
    if (severity === 'none') continue;
    assert.ok(
      cases.some(({ fires, quietAt }) => fires?.until !== undefined || quietAt),
      alert,
    );
  }
});

test('every alert links to a section of the runbook', () => {
  const anchors = new Set(
    [...readFileSync(join(root, 'docs/runbook.md'), 'utf8').matchAll(/^## (\w+)$/gm)].map(([, name]) =>
      name?.toLowerCase(),
    ),
  );
  const alerts = ['alerts', 'slo'].flatMap((folder) =>
    readdirSync(join(root, folder, 'rules')).flatMap((file) => {
      const { groups } = parse(readFileSync(join(root, folder, 'rules', file), 'utf8')) as RuleFile;
      return groups.flatMap(({ rules }) => rules.filter(({ alert }) => alert));
    }),
  );
  assert.ok(alerts.length >= 25);
  for (const { alert, annotations } of alerts) {
    assert.ok(anchors.has(annotations?.runbook_url.split('#')[1]), alert);
  }
});

test('every query of the runbook can be run', async () => {
  const rules = runbookSections().flatMap(({ alert, runbook }) =>
    runbook.see.map(({ query }, index) => ({ record: `runbook:${alert}:${index}`, expr: query })),
  );
  assert.ok(rules.length > 40);
  writeFileSync(
    join(scratch, 'runbook.yaml'),
    ruleFile('the runbook', [{ name: 'queries', interval: '1m', rules }]),
  );
  const { ok, output } = await promtool(['check', 'rules', 'runbook.yaml'], scratch);
  assert.ok(ok, output);
});
