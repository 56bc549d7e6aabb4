import type { Alert } from '../../alert.ts';

export const votesMiscounted: Alert = {
  alert: 'VotesMiscounted',
  severity: 'ticket',
  summary: 'Results shown and ballots differ',
  description:
    'Every ballot was counted, choice by choice, and the tallies that results are shown from say something else, or the final head does.',
  dashboard: 'tallyscope-votes',
  expr: 'max(votes_miscounted) > 0',
  dependsOnPipeline: true,
  runbook: {
    meaning:
      'Ballots and tallies are written in one transaction, so they cannot part by a crash or by load. Somebody wrote to the tables past the service, a restore brought back only some of them, or the code that writes them is wrong. The ballots are what was cast.',
    see: [
      {
        what: 'By how many votes; every ballot is counted each five minutes',
        query: 'max(votes_miscounted)',
      },
      { what: 'When it began', query: 'min_over_time(timestamp(votes_miscounted > 0)[1d:5m])' },
    ],
    act: [
      '`tallyscope audit` names the questions, and so does the log of the worker: "tally and ballots differ".',
      '`tallyscope verify` with the bundle and the CSV of the question says whether its final head is what differs: then ballots were changed as well, and only a backup from before has those that were cast.',
      'Nothing is repaired by itself. Find out first what wrote to `choices` or `ballots`: the log of the database, restores, consoles.',
      'Then [count the question anew](operations.md#count-a-question-anew) from its ballots.',
    ],
  },
  cases: [
    {
      name: 'two votes too many for ten minutes',
      series: [
        { series: 'votes_miscounted{instance="worker"}', values: '0x9 2x9 0x5' },
        { series: 'votes_miscounted{instance="second"}', values: '0x24' },
      ],
      fires: { from: 10, until: 20 },
    },
    {
      name: 'the worker that found it stops, the next one finds it too',
      series: [
        { series: 'votes_miscounted{instance="worker"}', values: '_x5 1x5 stale' },
        { series: 'votes_miscounted{instance="second"}', values: '_x12 1x9' },
      ],
      fires: { from: 5, until: 11 },
    },
    {
      name: 'all agree, and no questions yet',
      series: [{ series: 'votes_miscounted{instance="worker"}', values: '0x30' }],
      quietAt: [1, 30],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};
