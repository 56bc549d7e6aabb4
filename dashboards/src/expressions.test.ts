import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { stringify } from 'yaml';
import { promtool } from '../../alerts/src/promtool.ts';
import { allQueries } from './all-queries.ts';

const scratch = mkdtempSync(join(tmpdir(), 'tallyscope-panels-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

interface Series {
  series: string;
  values: string;
}

/** Holds the queries of a panel, by their place in it, against values at a time; an empty list is no data. */
async function expectPanel(
  title: string,
  input: Series[],
  time: string,
  expected: ({ labels?: string; value: number }[] | undefined)[],
): Promise<void> {
  const queries = allQueries().filter(({ panel }) => panel === title);
  assert.equal(queries.length, expected.length, title);
  const file = join(scratch, `${title}.yaml`);
  const test = {
    interval: '5s',
    input_series: input,
    promql_expr_test: queries.flatMap(({ expr }, index) => {
      const samples = expected[index];
      const exp_samples = samples?.map(({ labels = '{}', value }) => ({ labels, value }));
      return exp_samples ? [{ expr, eval_time: time, exp_samples }] : [];
    }),
  };
  writeFileSync(file, stringify({ evaluation_interval: '5s', tests: [test] }));
  const { ok, output } = await promtool(['test', 'rules', file], scratch);
  assert.ok(ok, output);
}

/** Two processes of which the first ended two minutes before 5m. */
const ended = (metric: string, value: number): Series[] => [
  { series: `${metric}{job="tallyscope",instance="ended"}`, values: `${value}x36` },
  { series: `${metric}{job="tallyscope",instance="runs"}`, values: `${value}x60` },
];

test('a process that has ended, or of another service, is not counted with the others', async () => {
  const one = [{ value: 1 }];
  const another = {
    series: 'nodejs_eventloop_utilization_ratio{job="another",instance="x"}',
    values: '0.5x60',
  };
  await expectPanel('Processes', [...ended('nodejs_eventloop_utilization_ratio', 0.5), another], '5m', [one]);
  await expectPanel('Live streams', ended('live_streams', 7), '5m', [[{ value: 7 }]]);
  await expectPanel('Processes that limit alone', ended('limits_apart', 1), '5m', [one]);
  const queues = [...ended('vote_queue_size', 3), ...ended('vote_queue_capacity', 5000)];
  await expectPanel('Waiting votes', queues, '5m', [[{ value: 3 }], [{ value: 5000 }]]);
  await expectPanel('Connections', ended('db_client_connection_max', 10), '5m', [[], [{ value: 10 }]]);
});

test('exports of a command that ends with them are counted whole', async () => {
  const command = [
    { series: 'exports_total{instance="c",outcome="succeeded",on_time="true"}', values: '0 1 1' },
    { series: 'export_rows_sum{instance="c",outcome="succeeded"}', values: '0 985 985' },
  ];
  await expectPanel('Succeeded', command, '5m', [[{ value: 1 }]]);
  await expectPanel('Rows', command, '5m', [[{ value: 985 }]]);
  const outcome = { labels: '{outcome="succeeded"}', value: 1 };
  await expectPanel('Exports by outcome', command, '5m', [[outcome]]);
});

test('exports from before a time whose beginning nobody watched are not counted in it', async () => {
  const labels = '{outcome="succeeded"}';
  const worker = [
    { series: 'exports_total{instance="w",outcome="succeeded"}', values: '0+1x9 _x1440 12x720' },
    {
      series: 'nodejs_eventloop_utilization_ratio{job="tallyscope",instance="w"}',
      values: '0.1x9 _x1440 0.1x720',
    },
  ];
  await expectPanel('Exports by outcome', worker, '45s', [[{ labels, value: 9 }]]);
  await expectPanel('Exports by outcome', worker, '2h30m', [[{ labels, value: 0 }]]);
});

test('a panel says 0 while the service is heard of, and nothing where nothing is known', async () => {
  const service = [
    { series: 'nodejs_eventloop_utilization_ratio{job="tallyscope",instance="a"}', values: '0.1x12' },
  ];
  for (const title of ['Succeeded', 'Failed', 'Live streams', 'Errors', 'Overflowing series']) {
    await expectPanel(title, service, '30s', [[{ value: 0 }]]);
    await expectPanel(title, service, '5m', [[]]);
  }
});

test('a series named none is there where there is no other', async () => {
  const service = [
    { series: 'nodejs_eventloop_utilization_ratio{job="tallyscope",instance="a"}', values: '0.1x12' },
  ];
  const exported = { series: 'exports_total{instance="a",outcome="succeeded"}', values: '0 1x11' };
  const ended = (outcome: string, value: number) => [[{ labels: `{outcome="${outcome}"}`, value }]];
  await expectPanel('Exports by outcome', service, '30s', ended('none', 0));
  await expectPanel('Exports by outcome', [...service, exported], '30s', ended('succeeded', 1));
});
