import type { Phase } from './model.ts';

export interface InputSeries {
  series: string;
  values: string;
}

/** The raw series of an SLO as the service would write them. */
export interface Fixture {
  /** For slices: seconds of bad samples before the first that counts, given those from sample to sample. */
  lag?(step: number): number;
  series(phases: Phase[], step: number): InputSeries[];
}

// Away from 0, where Prometheus would guess when a counter began.
const counterStart = 1_000_000_000;

/** By name of the SLO. Each holds what must not count beside what must. */
export const fixtures: Record<string, Fixture> = {
  'vote-availability': counters({
    vote_commit_duration_seconds_count: good,
    'votes_rejected_total{question_id="1",reason="overloaded"}': half(bad),
    'votes_rejected_total{question_id="2",reason="error"}': half(bad),
    'votes_rejected_total{question_id="2",reason="closed"}': () => 1000,
  }),
  'vote-latency': counters({
    'vote_commit_duration_seconds_bucket{le="0.1"}': half(good),
    'vote_commit_duration_seconds_bucket{le="0.25"}': good,
    'vote_commit_duration_seconds_bucket{le="0.5"}': all,
    vote_commit_duration_seconds_count: all,
  }),
  pages: counters({
    [page('_bucket', '200', 'le="0.5",')]: good,
    [page('_count', '200')]: (phase) => good(phase) + bad(phase) / 2,
    [page('_bucket', '503', 'le="0.5",')]: half(bad),
    [page('_count', '503')]: half(bad),
    'http_server_request_duration_seconds_count{http_request_method="GET",tallyscope_role="api",http_response_status_code="503"}':
      () => 1000,
  }),
  'live-results': counters({
    'results_freshness_seconds_bucket{le="1"}': half(good),
    'results_freshness_seconds_bucket{le="2"}': good,
    results_freshness_seconds_count: all,
  }),
  'export-success': counters({
    'exports_total{outcome="succeeded",on_time="true"}': half(good),
    'exports_total{outcome="succeeded",on_time="false"}': half(good),
    'exports_total{outcome="failed",on_time="false"}': bad,
  }),
  'export-timeliness': counters({
    'exports_total{outcome="succeeded",on_time="true"}': good,
    'exports_total{outcome="succeeded",on_time="false"}': bad,
    'exports_total{outcome="failed",on_time="false"}': () => 1000,
  }),
  // Unexplained drift must have stood for five minutes.
  'count-integrity': { lag: (step) => 300 - step, series: drift },
  'telemetry-freshness': { lag: (step) => (step > 30 ? 0 : 30), series: samples },
};

type Share = (phase: Phase) => number;

function good(phase: Phase): number {
  return phase.good;
}

function bad(phase: Phase): number {
  return phase.bad;
}

function all(phase: Phase): number {
  return phase.good + phase.bad;
}

function half(share: Share): Share {
  return (phase) => share(phase) / 2;
}

function page(suffix: string, status: string, le = ''): string {
  return `http_server_request_duration_seconds${suffix}{${le}http_request_method="GET",tallyscope_role="web",http_response_status_code="${status}"}`;
}

function counters(shares: Record<string, Share>): Fixture {
  return {
    series: (phases, step) =>
      Object.entries(shares).map(([series, share]) => ({ series, values: counter(phases, share, step) })),
  };
}

function counter(phases: Phase[], share: Share, step: number): string {
  let value = counterStart;
  const runs = phases.map((phase) => {
    if (phase.restarted) value = 0;
    const gain = (share(phase) * step) / 60;
    const steps = (phase.minutes * 60) / step;
    const run = `${value + gain}+${gain}x${steps - 1}`;
    value += gain * steps;
    return run;
  });
  return [String(counterStart), ...runs].join(' ');
}

function drift(phases: Phase[], step: number): InputSeries[] {
  const name = 'question:votes_unexplained:gain10m';
  return [
    { series: `${name}{question="quiet",question_id="1"}`, values: gauge(phases, step, '0', '0') },
    { series: `${name}{question="lossy",question_id="2"}`, values: gauge(phases, step, '0', '3') },
  ];
}

function samples(phases: Phase[], step: number): InputSeries[] {
  return [
    {
      series: 'nodejs_eventloop_utilization_ratio{job="tallyscope",instance="a"}',
      values: gauge(phases, step, '1', '_'),
    },
  ];
}

function gauge(phases: Phase[], step: number, good: string, bad: string): string {
  const runs = phases.map((phase) => {
    const steps = (phase.minutes * 60) / step;
    // A value repeated n times is written xn-1, a missing one xn.
    const value = phase.bad > 0 ? bad : good;
    return `${value}x${value === '_' ? steps : steps - 1}`;
  });
  return [good, ...runs].join(' ');
}
