import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { scaled, scaleRoutes, scaleRules, seconds } from './scale-rules.ts';

const root = join(import.meta.dirname, '../..');

test('durations are read in their units, and nothing else is', () => {
  assert.deepEqual(['90s', '2m', '1h', '28d'].map(seconds), [90, 120, 3600, 2_419_200]);
  for (const text of ['2', 'm', '1.5m', '1h30m', '']) {
    assert.throws(() => seconds(text), { message: `${text} is no duration like 90s or 2m.` });
  }
});

test('a scaled duration keeps its least, and never grows', () => {
  assert.equal(scaled('5m', 1 / 6), 50);
  assert.equal(scaled('30s', 1 / 6, 15), 15);
  assert.equal(scaled('0s', 1 / 6), 0);
  assert.equal(scaled('3s', 1 / 6, 15), 3);
});

test('ranges, offsets, for and intervals shrink; names, thresholds and labels stay', () => {
  const rule = {
    alert: 'A5m',
    expr: 'time() - max(max_over_time(timestamp(t{job=~"x.*"})[1h:30s])) > 60 and a:gain10m - (b offset 10m) > 0 unless rate(c[30s]) > 0',
    for: '2m',
    labels: { severity: 'page' },
  };
  const text = JSON.stringify({ groups: [{ name: 'g', interval: '15s', rules: [rule] }] });
  assert.deepEqual(parse(scaleRules(text, 1 / 6)), {
    groups: [
      {
        name: 'g',
        interval: '5s',
        rules: [
          {
            ...rule,
            expr: 'time() - max(max_over_time(timestamp(t{job=~"x.*"})[600s:5s])) > 60 and a:gain10m - (b offset 100s) > 0 unless rate(c[15s]) > 0',
            for: '20s',
          },
        ],
      },
    ],
  });
});

test('no rule of the project keeps a range that was not scaled', () => {
  for (const file of readdirSync(join(root, 'alerts/rules'))) {
    const text = scaleRules(readFileSync(join(root, 'alerts/rules', file), 'utf8'), 1 / 6);
    assert.doesNotMatch(text, /\[\d+[mhd]|offset \d+[mhd]|(for|interval): \d+[mhd]/, file);
  }
});

test('routes wait less, and matchers stay', () => {
  const before = readFileSync(join(root, 'otel/alertmanager.yaml'), 'utf8');
  const after = scaleRoutes(before, 1 / 6);
  assert.match(after, /group_interval: 10s/);
  const blank = (text: string) => text.replaceAll(/(group_wait|_interval): \w+/g, '');
  assert.equal(blank(after), blank(before));
});
