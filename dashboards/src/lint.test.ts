import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { buildBoard } from './board.ts';
import { boards } from './boards.ts';
import { lint } from './lint.ts';

test('the dashboards keep to the rules', () => {
  assert.deepEqual(lint(boards.map(buildBoard)), []);
});

interface Broken {
  dashboard: Dashboard;
  panel: Panel;
  target: { expr?: string; legendFormat?: string; datasource?: { uid: string } };
}

const breaks: Record<string, (broken: Broken) => void> = {
  'the uid is not tallyscope-…': ({ dashboard }) => Object.assign(dashboard, { uid: 'Votes' }),
  'the uid is taken twice': ({ dashboard }) => Object.assign(dashboard, { uid: 'tallyscope-exports' }),
  'it has a numeric id': ({ dashboard }) => Object.assign(dashboard, { id: 7 }),
  'the tag tallyscope is missing': ({ dashboard }) => Object.assign(dashboard, { tags: ['votes'] }),
  'the mark of a generated file is missing': ({ dashboard }) =>
    Object.assign(dashboard, { description: 'Votes.' }),
  'a data source is fixed instead of a variable': ({ target }) =>
    Object.assign(target, { datasource: { type: 'prometheus', uid: 'P1809F7CD0C75ACF3' } }),
  'there is no variable town': ({ target }) => Object.assign(target, { expr: 'up{town="$town"}' }),
  'there is no dashboard tallyscope-gone to link to': ({ panel }) =>
    Object.assign(panel, { links: [{ title: 'x', url: '/d/tallyscope-gone' }] }),
  'two panels are called Votes a second': ({ panel }) => Object.assign(panel, { title: 'Votes a second' }),
  'has no title': ({ panel }) => Object.assign(panel, { title: '' }),
  'has no description that ends in a full stop': ({ panel }) =>
    Object.assign(panel, { description: 'Votes' }),
  'has no unit': ({ panel }) => Object.assign(panel.fieldConfig?.defaults ?? {}, { unit: undefined }),
  'has no thresholds': ({ panel }) =>
    Object.assign(panel.fieldConfig?.defaults ?? {}, { thresholds: undefined }),
  'asks for nothing': ({ panel }) => Object.assign(panel, { targets: [] }),
  'has a query without expression, legend or data source': ({ target }) =>
    Object.assign(target, { legendFormat: '' }),
  'has a rate over a fixed time': ({ target }) =>
    Object.assign(target, { expr: 'sum(rate(votes_total[5m]))' }),
  'says 0 where nothing is known': ({ target }) =>
    Object.assign(target, { expr: 'sum(live_streams) or vector(0)' }),
  'is wider than the screen has room for': ({ panel }) => Object.assign(panel.gridPos ?? {}, { w: 25 }),
  'lies over Votes a second': ({ panel }) => Object.assign(panel.gridPos ?? {}, { w: 6 }),
};

for (const [problem, spoil] of Object.entries(breaks)) {
  test(`seen: ${problem}`, () => {
    const all = boards.map(buildBoard);
    const [dashboard] = all;
    const panel = dashboard?.panels?.find(({ type }) => type !== 'row') as Panel;
    assert.ok(dashboard && panel);
    spoil({ dashboard, panel, target: panel.targets?.[0] as Broken['target'] });
    const found = lint(all);
    assert.ok(
      found.some((line) => line.includes(problem)),
      found.join('\n'),
    );
  });
}
