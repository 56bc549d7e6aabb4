import type { Alert } from '../../alert.ts';

export const voteQueueFull: Alert = {
  alert: 'VoteQueueFull',
  severity: 'ticket',
  summary: 'Votes are turned away because the queue is full',
  description:
    'In the last five minutes votes were answered with 503 because too many waited for their commit.',
  dashboard: 'tallyscope-votes',
  expr: 'sum(increase(votes_rejected_total{reason="overloaded"}[5m])) > 0',
  dependsOnPipeline: true,
  runbook: {
    meaning:
      'More votes come in than the database makes durable. The queue has a limit so that a voter is told at once instead of waiting for minutes. Whether it is bad enough to wake someone is for VoteAvailabilityBurn to say.',
    see: [
      {
        what: 'Votes turned away a second',
        query: 'sum(rate(votes_rejected_total{reason="overloaded"}[1m]))',
      },
      { what: 'How full the queues are', query: 'max by (instance) (vote_queue_size / vote_queue_capacity)' },
      {
        what: 'How long commits take',
        query: 'histogram_quantile(0.99, sum by (le) (rate(vote_commit_duration_seconds_bucket[1m])))',
      },
    ],
    act: [
      'If commits take long, look at the database: disk, checkpoints, locks on the rows of one choice.',
      'If they are fast, the load is above what one process does: start more `web` and `api` processes.',
      'If it comes from few addresses, limit them at the proxy, whose log has them: no limit by address here is about votes.',
      'A higher `VOTE_QUEUE_LIMIT` makes voters wait longer; it makes nothing faster.',
    ],
  },
  cases: [
    {
      name: 'a burst of refusals',
      series: [
        { series: 'votes_rejected_total{question_id="1",reason="overloaded"}', values: '0x9 50x30' },
        { series: 'votes_rejected_total{question_id="1",reason="closed"}', values: '0+5x39' },
      ],
      fires: { from: 10, until: 14 },
    },
    {
      name: 'other refusals, no load',
      series: [{ series: 'votes_rejected_total{question_id="1",reason="duplicate"}', values: '0+5x20' }],
      quietAt: [10, 20],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};
