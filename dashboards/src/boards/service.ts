import {
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { OF_SERVICE } from '../../../alerts/src/own-jobs.ts';
import type { Board } from '../board.ts';
import { prometheus } from '../datasources.ts';
import { buckets, newest, orNone, orZero, quantile, rate } from '../expressions.ts';
import { boardLink, logsLink, tracesLink } from '../links.ts';
import { heatmap, stat, timeSeries } from '../panels.ts';

const http = 'http_server_request_duration_seconds';
const role = `${OF_SERVICE}, tallyscope_role=~"$role"`;
const failed = `${http}_count{${role}, http_response_status_code=~"5.."}`;
const all = `${http}_count{${role}}`;
const errorTraces = tracesLink(
  'Traces of failed requests',
  '{ resource.service.name =~ "tallyscope.*" && kind = server && status = error }',
);
const slowTraces = tracesLink(
  'Traces of slow requests',
  '{ resource.service.name =~ "tallyscope.*" && kind = server && duration > 250ms }',
);
const errorLogs = logsLink(
  'Logs of errors',
  '{service_name=~"tallyscope.*"} | detected_level=~"error|fatal"',
);

/** Rate, errors and duration of every request, by role and by route. */
export const service: Board = {
  uid: 'tallyscope-service',
  title: 'Tallyscope / Service',
  description:
    'Rate, errors and duration of requests by role and route, from the histogram of the service itself.',
  last: '1h',
  variables: [
    new QueryVariableBuilder('role')
      .label('Role')
      .description('Website or API.')
      .datasource(prometheus)
      .query(`label_values(${http}_count, tallyscope_role)`)
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.AlphabeticalAsc)
      .multi(true)
      .includeAll(true)
      .allValue('.*'),
  ],
  rows: [
    {
      title: 'All requests',
      panels: [
        stat({
          title: 'Requests',
          description: 'Requests answered a second.',
          unit: 'reqps',
          width: 5,
          height: 5,
          queries: [{ expr: rate(all), legend: 'requests' }],
        }),
        stat({
          title: 'Errors',
          description: 'Share of requests answered with a status of 500 or above; 0 when there are none.',
          unit: 'percentunit',
          width: 6,
          height: 5,
          goal: { below: 0.005 },
          queries: [{ expr: orZero(`(${orZero(rate(failed))}) / (${rate(all)} > 0)`), legend: 'failed' }],
          links: [errorTraces, errorLogs],
        }),
        stat({
          title: 'Duration, p99',
          description: '99 of 100 requests are answered within this time.',
          unit: 's',
          width: 5,
          height: 5,
          goal: { below: 0.5 },
          queries: [{ expr: quantile(0.99, http, role), legend: 'p99' }],
        }),
        stat({
          title: 'Live streams',
          description: 'Browsers that follow results live. Their streams are not in the durations.',
          unit: 'short',
          width: 4,
          height: 5,
          queries: [{ expr: orZero(`sum(${newest('live_streams')})`), legend: 'streams' }],
        }),
        stat({
          title: 'Unique visitors',
          description: 'Addresses that looked at pages within the retention; only keyed hashes are kept.',
          unit: 'short',
          width: 4,
          height: 5,
          queries: [{ expr: 'max(visitors_unique)', legend: 'visitors' }],
        }),
      ],
    },
    {
      title: 'By role',
      panels: [
        timeSeries({
          title: 'Rate by role',
          description: 'Requests a second, website against API.',
          unit: 'reqps',
          width: 8,
          stacked: true,
          queries: [{ expr: rate(all, 'tallyscope_role'), legend: '{{tallyscope_role}}' }],
        }),
        timeSeries({
          title: 'Rate by status',
          description: 'Requests a second by status code of the answer.',
          unit: 'reqps',
          width: 8,
          stacked: true,
          links: [errorTraces, errorLogs],
          queries: [
            { expr: rate(all, 'http_response_status_code'), legend: '{{http_response_status_code}}' },
          ],
        }),
        timeSeries({
          title: 'Duration by role, p99',
          description: '99 of 100 requests of the role are answered within this time.',
          unit: 's',
          width: 8,
          goal: { below: 0.5 },
          links: [slowTraces],
          queries: [{ expr: quantile(0.99, http, role, 'tallyscope_role'), legend: '{{tallyscope_role}}' }],
        }),
      ],
    },
    {
      title: 'By route',
      panels: [
        timeSeries({
          title: 'Rate by route',
          description: 'Requests a second, by method and route.',
          unit: 'reqps',
          width: 8,
          stacked: true,
          queries: [
            {
              expr: rate(all, 'http_request_method, http_route'),
              legend: '{{http_request_method}} {{http_route}}',
            },
          ],
        }),
        timeSeries({
          title: 'Errors by route',
          description: 'Requests a second answered with a status of 500 or above.',
          unit: 'reqps',
          width: 8,
          stacked: true,
          links: [errorTraces, errorLogs],
          queries: [{ expr: orNone(rate(failed, 'http_route'), 'http_route'), legend: '{{http_route}}' }],
        }),
        timeSeries({
          title: 'Duration by route, p99',
          description: '99 of 100 requests of the route are answered within this time.',
          unit: 's',
          width: 8,
          goal: { below: 0.5 },
          links: [slowTraces],
          queries: [{ expr: quantile(0.99, http, role, 'http_route'), legend: '{{http_route}}' }],
        }),
        heatmap({
          title: 'Durations',
          description: 'Every request by how long it took.',
          unit: 's',
          width: 8,
          queries: [{ expr: buckets(http, role), legend: '{{le}}' }],
        }),
        timeSeries({
          title: 'Duration of server spans, with exemplars',
          description:
            'The same from the spans, measured before sampling; each dot is an exemplar that opens its trace.',
          unit: 's',
          width: 8,
          goal: { below: 0.5 },
          links: [slowTraces, boardLink('What the pipeline does', 'tallyscope-pipeline')],
          queries: [
            {
              expr: quantile(
                0.99,
                'traces_span_metrics_duration_seconds',
                'service_name=~"tallyscope.*", span_kind="SPAN_KIND_SERVER"',
                'span_name',
              ),
              legend: '{{span_name}}',
              exemplars: true,
            },
          ],
        }),
        timeSeries({
          title: 'Age of live results',
          description: 'From the commit of a vote to the moment it is sent to the browsers that follow.',
          unit: 's',
          width: 8,
          goal: { below: 2 },
          links: [boardLink('Against the objective', 'tallyscope-slos')],
          queries: [0.99, 0.5].map((q) => ({
            expr: quantile(q, 'results_freshness_seconds'),
            legend: `p${q * 100}`,
          })),
        }),
      ],
    },
  ],
};
