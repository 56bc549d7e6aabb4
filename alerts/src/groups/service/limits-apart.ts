import type { Alert } from '../../alert.ts';

export const limitsApart: Alert = {
  alert: 'RateLimitsApart',
  severity: 'ticket',
  summary: 'Rate limits are not shared between processes',
  description:
    'For five minutes processes have counted rate limits alone, because Valkey does not answer them or does not count.',
  dashboard: 'tallyscope-runtime',
  expr: 'sum(last_over_time(limits_apart[1m])) > 0',
  for: '5m',
  dependsOnPipeline: true,
  runbook: {
    meaning:
      'Votes go on, and each process still limits what one address may do. Over all processes an address may do so many times more.',
    see: [
      { what: 'Which processes', query: 'last_over_time(limits_apart[1m]) > 0' },
      {
        what: 'Whether addresses are turned away at all',
        query:
          'sum by (http_route) (rate(http_server_request_duration_seconds_count{http_response_status_code="429"}[5m]))',
      },
    ],
    act: [
      'Their logs and `/readyz` say what is wrong: no answer, a password that is refused, no memory left, or no writes.',
      'No answer: is Valkey running, and does the network let these processes reach `VALKEY_URL`?',
      'No memory: raise `maxmemory`, or have it forget what is old (`maxmemory-policy allkeys-lru`). No writes: it is a replica, or cannot save to its disk; `INFO` says which.',
      'It is used again by itself as soon as it counts; nothing in it has to be kept.',
    ],
  },
  cases: [
    {
      name: 'one of two processes does not reach it',
      series: [
        { series: 'limits_apart{instance="a"}', values: '0x9 1x9 0x5' },
        { series: 'limits_apart{instance="b"}', values: '0x24' },
      ],
      fires: { from: 15, until: 20 },
    },
    {
      name: 'Valkey starts again',
      series: [{ series: 'limits_apart{instance="a"}', values: '0x9 1x2 0x10' }],
      quietAt: [10, 12, 15, 20],
    },
    {
      name: 'the process that did not reach it ends',
      series: [{ series: 'limits_apart{instance="a"}', values: '0x9 1x4 _x20' }],
      quietAt: [14, 15, 16],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};
