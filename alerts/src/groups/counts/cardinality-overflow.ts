import type { Alert } from '../../alert.ts';
import { OF_SERVICE } from '../../own-jobs.ts';

export const cardinalityOverflow: Alert = {
  alert: 'CardinalityOverflow',
  severity: 'ticket',
  summary: 'Metrics have more series than they may',
  description:
    'Some votes or requests are counted without their labels, because an instrument or the questions reached their limit. Totals stay right; the split does not.',
  dashboard: 'tallyscope-pipeline',
  expr: `count({otel_metric_overflow="true",${OF_SERVICE}}) > 0 or max(telemetry_questions_dropped) > 0`,
  dependsOnPipeline: true,
  runbook: {
    meaning:
      'Each instrument keeps a bounded number of label sets, and each process a bounded number of questions. What comes beyond goes to one series with `otel_metric_overflow="true"`, or to the question `other`. Each process has its own questions there, so VoteCountDrift then judges their sum alone, and `tallyscope audit` marks them as past the cap.',
    see: [
      {
        what: 'The metrics that overflow',
        query: `count by (__name__) ({otel_metric_overflow="true",${OF_SERVICE}})`,
      },
      { what: 'Questions counted under `other`', query: 'max(telemetry_questions_dropped)' },
      { what: 'The widest metrics', query: `topk(10, count by (__name__) ({${OF_SERVICE}}))` },
    ],
    act: [
      'Questions: close old ones; a process forgets closed questions when it starts again.',
      'Anything else: a label takes values without bound. Find it with the last query below and take it off in the code.',
    ],
  },
  cases: [
    {
      name: 'an instrument overflows until the process is replaced',
      series: [
        {
          series: 'votes_total{job="tallyscope",instance="a",otel_metric_overflow="true"}',
          values: '_x5 0x10 stale',
        },
      ],
      fires: { from: 5, until: 16 },
    },
    {
      name: 'questions past the cap',
      series: [
        { series: 'telemetry_questions_dropped{instance="a"}', values: '0x4 1x9 0x5' },
        { series: 'telemetry_questions_dropped{instance="b"}', values: '0x19' },
      ],
      fires: { from: 5, until: 15 },
    },
    {
      name: 'nothing overflows',
      series: [{ series: 'votes_total{job="tallyscope",instance="a"}', values: '1x20' }],
      quietAt: [10, 20],
    },
    {
      name: 'another service of the same Prometheus',
      series: [{ series: 'hits_total{job="another",otel_metric_overflow="true"}', values: '1x24' }],
      quietAt: [10, 20],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};
