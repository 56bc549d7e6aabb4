import type { Board } from '../board.ts';
import { newest, orNone, quantile, rate } from '../expressions.ts';
import { boardLink, logsLink, tracesLink } from '../links.ts';
import { bars, heatmap, stat, timeSeries } from '../panels.ts';

const voteTraces = tracesLink(
  'Traces of votes',
  '{ resource.service.name =~ "tallyscope.*" && name = "vote.cast" }',
);
const voteLogs = logsLink('Logs', '{service_name=~"tallyscope.*"} |= "vote"');
const counted = 'sum by (question) (question:votes_counted:gain4h)';

/** What was voted, how fast, what was refused, and whether the count can be believed. */
export const votes: Board = {
  uid: 'tallyscope-votes',
  title: 'Tallyscope / Votes',
  description:
    'Votes of the last four hours by question, their rate, refusals, and the counter held against the ledger.',
  last: '4h',
  rows: [
    {
      title: 'The last four hours',
      panels: [
        stat({
          title: 'Votes',
          description: 'Votes counted in the last four hours, over all questions.',
          unit: 'short',
          width: 5,
          queries: [{ expr: 'sum(question:votes_counted:gain4h)', legend: 'votes' }],
        }),
        stat({
          title: 'Votes a second',
          description: 'Votes made durable, a second, over all questions.',
          unit: 'cps',
          width: 5,
          queries: [{ expr: rate('votes_total'), legend: 'votes' }],
        }),
        stat({
          title: 'Turned away',
          description: 'Share of votes that failed through our fault: the queue was full or something broke.',
          unit: 'percentunit',
          width: 5,
          goal: { below: 0.001 },
          queries: [{ expr: 'slo:error_ratio:5m{slo="vote-availability"}', legend: 'turned away' }],
        }),
        stat({
          title: 'Time to durable, p99',
          description: '99 of 100 votes are on disk within this time.',
          unit: 's',
          width: 4,
          goal: { below: 0.25 },
          queries: [{ expr: quantile(0.99, 'vote_commit_duration_seconds'), legend: 'p99' }],
        }),
        stat({
          title: 'Unexplained drift',
          description:
            'Votes by which ledger and counter differ over the last hour, beyond what the different moments of reading explain.',
          unit: 'short',
          width: 5,
          goal: { below: 1 },
          queries: [{ expr: 'sum(question:votes_unexplained:gain1h)', legend: 'votes' }],
          links: [boardLink('By question', 'tallyscope-question')],
        }),
        bars({
          title: 'Top questions',
          description: 'The ten questions with most votes in the last four hours, exact to the vote.',
          unit: 'short',
          width: 12,
          height: 10,
          queries: [{ expr: `sort_desc(topk(10, ${counted}))`, legend: '{{question}}' }],
        }),
        timeSeries({
          title: 'Votes of the last four hours, by question',
          description:
            'The query of the README at every moment: what each question gained in the four hours before.',
          unit: 'short',
          width: 12,
          height: 10,
          queries: [{ expr: 'sum by (question) (increase(votes_total[4h]))', legend: '{{question}}' }],
        }),
      ],
    },
    {
      title: 'Now',
      panels: [
        timeSeries({
          title: 'Rate by question',
          description: 'Votes counted a second, by question.',
          unit: 'cps',
          width: 12,
          stacked: true,
          links: [voteTraces, voteLogs],
          queries: [{ expr: rate('votes_total', 'question'), legend: '{{question}}' }],
        }),
        timeSeries({
          title: 'Refusals by reason',
          description: 'Votes refused a second. Only `overloaded` and `error` count against the objective.',
          unit: 'cps',
          width: 12,
          stacked: true,
          links: [voteLogs],
          queries: [{ expr: orNone(rate('votes_rejected_total', 'reason'), 'reason'), legend: '{{reason}}' }],
        }),
        heatmap({
          title: 'Time to durable',
          description: 'From accepting a vote to its commit: every vote, by how long it took.',
          unit: 's',
          width: 8,
          queries: [
            {
              expr: 'sum by (le) (rate(vote_commit_duration_seconds_bucket[$__rate_interval]))',
              legend: '{{le}}',
            },
          ],
        }),
        timeSeries({
          title: 'Request time of votes, with exemplars',
          description: 'Span metrics of the vote requests; each dot is an exemplar that opens its trace.',
          unit: 's',
          width: 8,
          goal: { below: 0.25 },
          links: [voteTraces],
          queries: [
            {
              expr: quantile(0.99, 'traces_span_metrics_duration_seconds', 'span_name=~"POST .*/votes"'),
              legend: 'p99',
              exemplars: true,
            },
            {
              expr: quantile(0.5, 'traces_span_metrics_duration_seconds', 'span_name=~"POST .*/votes"'),
              legend: 'p50',
            },
          ],
        }),
        timeSeries({
          title: 'Waiting votes',
          description:
            'Votes in the queue for the next commit, against the number at which the next is refused.',
          unit: 'short',
          width: 8,
          queries: [
            { expr: `sum(${newest('vote_queue_size')})`, legend: 'waiting' },
            { expr: `sum(${newest('vote_queue_capacity')})`, legend: 'capacity' },
          ],
        }),
      ],
    },
    {
      title: 'Can the numbers be believed',
      panels: [
        timeSeries({
          signed: true,
          title: 'Drift over the last hour, by question',
          description:
            'What the ledger gained in the hour before, less what the counter gained. Above 0: votes the counter lost. Under load the two are read at different moments, so it trembles.',
          unit: 'short',
          width: 10,
          queries: [{ expr: 'sum by (question) (question:votes_drift:gain1h)', legend: '{{question}}' }],
        }),
        timeSeries({
          title: 'Drift nothing explains',
          description:
            'What is left of the drift after allowing for a minute of votes at both ends of the hour. Any of it that stays raises an alert.',
          unit: 'short',
          width: 6,
          goal: { below: 1 },
          queries: [
            { expr: 'sum by (question) (question:votes_unexplained:gain1h)', legend: '{{question}}' },
          ],
        }),
        stat({
          title: 'Miscounted votes',
          description:
            'Votes by which the tallies that results are shown from differ from the ballots; all are counted each five minutes.',
          unit: 'short',
          width: 4,
          goal: { below: 1 },
          links: [logsLink('Which question', '{service_name=~"tallyscope.*"} |= "tally and ballots differ"')],
          queries: [{ expr: 'max(votes_miscounted)', legend: 'votes' }],
        }),
        stat({
          title: 'Questions past the cap',
          description:
            'Questions whose votes are counted under `other`, because there are more than labels allow.',
          unit: 'short',
          width: 4,
          goal: { below: 1 },
          queries: [{ expr: `max(${newest('telemetry_questions_dropped')})`, legend: 'questions' }],
        }),
        timeSeries({
          title: 'Ballots out of their logs',
          description:
            'Ballots that the last sealing pass left out of the logs that prove the tallies. New ones are sealed by the pass that finds them.',
          unit: 'short',
          width: 18,
          height: 5,
          goal: { below: 1 },
          links: [logsLink('Why', '{service_name=~"tallyscope.*"} |= "ballots could not be sealed"')],
          queries: [{ expr: 'max(ballots_unsealed)', legend: 'ballots' }],
        }),
        stat({
          title: 'Closed without a final head',
          description:
            'Closed questions that could not be signed as final, because ledger and log do not agree.',
          unit: 'short',
          width: 6,
          height: 5,
          goal: { below: 1 },
          links: [logsLink('Which question', '{service_name=~"tallyscope.*"} |= "ledger and log differ"')],
          queries: [{ expr: 'max(heads_missing)', legend: 'questions' }],
        }),
      ],
    },
  ],
};
