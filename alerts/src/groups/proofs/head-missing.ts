import type { Alert } from '../../alert.ts';

export const headMissing: Alert = {
  alert: 'FinalHeadMissing',
  severity: 'ticket',
  summary: 'A closed question cannot be signed',
  description:
    'Ledger and log of a closed question do not agree, so its result has no final signed head that could prove it.',
  dashboard: 'tallyscope-votes',
  expr: 'max(heads_missing) > 0',
  for: '1m',
  dependsOnPipeline: true,
  runbook: {
    meaning:
      'The log of a question only grows, and is signed as final when it holds every ballot and adds up to the tallies that votes kept. Here it does not: somebody wrote to `choices`, `turnouts` or `ballots` past the service, or a restore brought back only some of them.',
    see: [
      { what: 'How many questions', query: 'max(heads_missing)' },
      { what: 'When it began', query: 'min_over_time(timestamp(heads_missing > 0)[1d:5m])' },
      { what: 'Whether tallies and ballots differ as well', query: 'max(votes_miscounted)' },
    ],
    act: [
      'The log of the worker names the question: "ledger and log differ"; `tallyscope audit` says by how much.',
      'Find out first what wrote to the tables: the log of the database, restores, consoles.',
      'The head that was signed at the close says what the log adds up to; it is marked as not final. The final head follows by itself, within seconds of tally and turnout being right again.',
    ],
  },
  cases: [
    {
      name: 'one question for ten minutes',
      series: [
        { series: 'heads_missing{instance="worker"}', values: '0x9 1x9 0x5' },
        { series: 'heads_missing{instance="second"}', values: '0x24' },
      ],
      fires: { from: 11, until: 20 },
    },
    {
      name: 'all are signed',
      series: [{ series: 'heads_missing{instance="worker"}', values: '0x30' }],
      quietAt: [1, 30],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};
