import {
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Board } from '../board.ts';
import { prometheus } from '../datasources.ts';
import { orNone } from '../expressions.ts';
import { logsLink, tracesLink } from '../links.ts';
import { stat, timeSeries } from '../panels.ts';

const chosen = '{question=~"$question"}';
const ids = `group by (question_id) (votes_recorded${chosen})`;

/** One question: its ledger, its counter, the difference, and what was refused. */
export const question: Board = {
  uid: 'tallyscope-question',
  title: 'Tallyscope / Question',
  description:
    'One question: votes in the ledger and in the counter, the difference, the rate and the refusals.',
  last: '4h',
  variables: [
    new QueryVariableBuilder('question')
      .label('Question')
      .description('Slug of the question.')
      .datasource(prometheus)
      .query('label_values(votes_total, question)')
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.AlphabeticalAsc),
  ],
  rows: [
    {
      title: '$question',
      panels: [
        stat({
          title: 'In the ledger',
          description: 'Votes the database holds for the question, as the last audit read them.',
          unit: 'short',
          width: 6,
          queries: [{ expr: `max(votes_recorded${chosen})`, legend: 'ledger' }],
        }),
        stat({
          title: 'Gained in four hours, ledger',
          description: 'Votes the ledger gained in the last four hours.',
          unit: 'short',
          width: 6,
          queries: [{ expr: `sum(question:votes_recorded:gain4h${chosen})`, legend: 'ledger' }],
        }),
        stat({
          title: 'Gained in four hours, counter',
          description:
            'Votes the counters of all processes gained in the last four hours, exact to the vote.',
          unit: 'short',
          width: 6,
          queries: [{ expr: `sum(question:votes_counted:gain4h${chosen})`, legend: 'counter' }],
        }),
        stat({
          title: 'Unexplained drift',
          description:
            'Votes by which the two differ over the last hour beyond what reading them at different moments explains.',
          unit: 'short',
          width: 6,
          goal: { below: 1 },
          queries: [{ expr: `sum(question:votes_unexplained:gain1h${chosen})`, legend: 'votes' }],
        }),
        timeSeries({
          title: 'Rate',
          description: 'Votes counted a second.',
          unit: 'cps',
          width: 12,
          links: [
            tracesLink(
              'Traces of votes on it',
              '{ resource.service.name =~ "tallyscope.*" && name =~ "POST .*/votes" }',
            ),
            logsLink('Logs', '{service_name=~"tallyscope.*"} |= "vote"'),
          ],
          queries: [
            {
              expr: `sum by (question) (rate(votes_total${chosen}[$__rate_interval]))`,
              legend: '{{question}}',
            },
          ],
        }),
        timeSeries({
          title: 'Rate by process',
          description: 'Votes counted a second by each running process of the service.',
          unit: 'cps',
          width: 12,
          stacked: true,
          queries: [
            {
              expr: `sum by (instance) (rate(votes_total${chosen}[$__rate_interval]))`,
              legend: '{{instance}}',
            },
          ],
        }),
        timeSeries({
          title: 'Refusals by reason',
          description: 'Votes on this question refused a second.',
          unit: 'cps',
          width: 12,
          stacked: true,
          queries: [
            {
              expr: orNone(
                `sum by (reason) (rate(votes_rejected_total[$__rate_interval]) and on (question_id) ${ids})`,
                'reason',
              ),
              legend: '{{reason}}',
            },
          ],
        }),
        timeSeries({
          signed: true,
          title: 'Drift',
          description: 'What the ledger gained less what the counter gained, over three windows.',
          unit: 'short',
          width: 12,
          queries: ['10m', '1h', '4h'].map((window) => ({
            expr: `sum(question:votes_drift:gain${window}${chosen})`,
            legend: window,
          })),
        }),
      ],
    },
  ],
};
