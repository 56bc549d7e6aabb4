import type { Alert } from '../../alert.ts';
import { OF_SERVICE } from '../../own-jobs.ts';
import { heartbeat } from '../../reporting.ts';

export const eventLoopBlocked: Alert = {
  alert: 'EventLoopBlocked',
  severity: 'ticket',
  summary: 'The event loop of a process is blocked',
  description:
    'For two minutes process {{ $labels.instance }} was late by more than half a second for everything it does.',
  dashboard: 'tallyscope-runtime',
  expr: `max by (instance) (last_over_time(nodejs_eventloop_delay_p99_seconds{${OF_SERVICE}}[1m])) > 0.5`,
  for: '2m',
  dependsOnPipeline: true,
  runbook: {
    meaning: 'Something computes for too long in one go, or the process gets too little of the processor.',
    see: [
      {
        what: 'How late it is',
        query: `max by (instance) (last_over_time(nodejs_eventloop_delay_p99_seconds{${OF_SERVICE}}[1m]))`,
      },
      {
        what: 'How busy it is; late but not busy means the machine gives it no time',
        query: `max by (instance) (${heartbeat})`,
      },
      {
        what: 'How much of it is garbage collection',
        query: `sum by (instance) (rate(v8js_gc_duration_seconds_sum{${OF_SERVICE}}[5m]))`,
      },
    ],
    act: [
      "Late and busy: take a profile and look for the long function. Beside the process, `node inspect -p 1` (in its container; else with its number), `profile`, ten seconds later `profileEnd`, then `profiles[0].save('/tmp/a.cpuprofile')`, which Chrome's developer tools open. The inspector listens on 127.0.0.1 from then on: restart the process when you are done.",
      'Late and idle: look at the limits of the container and at its neighbours.',
      'Much garbage collection: the heap is near its limit; look for what grows.',
    ],
  },
  cases: [
    {
      name: 'blocked for five minutes',
      series: [
        {
          series: 'nodejs_eventloop_delay_p99_seconds{job="tallyscope",instance="a"}',
          values: '0.02x9 0.51x4 0.02x10',
        },
        { series: 'nodejs_eventloop_delay_p99_seconds{job="tallyscope",instance="b"}', values: '0.02x40' },
      ],
      fires: { from: 12, until: 15, labels: { instance: 'a' } },
    },
    {
      name: 'half a second exactly, and one slow minute',
      series: [
        { series: 'nodejs_eventloop_delay_p99_seconds{job="tallyscope",instance="a"}', values: '0.5x20' },
        {
          series: 'nodejs_eventloop_delay_p99_seconds{job="tallyscope",instance="b"}',
          values: '0.02x9 3x0 0.02x10',
        },
      ],
      quietAt: [10, 12, 20],
    },
    {
      name: 'a process ends at its worst',
      series: [
        {
          series: 'nodejs_eventloop_delay_p99_seconds{job="tallyscope",instance="a"}',
          values: '0.02x9 3x1 _x20',
        },
      ],
      quietAt: [11, 12, 13, 14],
    },
    {
      name: 'another service of the same Prometheus',
      series: [{ series: 'nodejs_eventloop_delay_p99_seconds{job="another",instance="a"}', values: '3x24' }],
      quietAt: [10, 20],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};
