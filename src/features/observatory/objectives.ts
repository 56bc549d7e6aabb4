import { type Alert, instantVector, type Sample } from '#src/features/observatory/prometheus-api.ts';

/** How an objective stands: its budget is spent, burns so fast that an alert fires, or neither. */
export type ObjectiveState = 'exhausted' | 'burning' | 'healthy' | 'unknown';

/** An objective as the recording rules in `slo/rules` see it. */
export interface Objective {
  name: string;
  state: ObjectiveState;
  /** Share of good events asked for and had over 28 days, between 0 and 1. */
  target: number;
  achieved: number;
  /** Share of the error budget that is left; negative where more than all is spent. */
  remaining: number;
  /** Budget spent over the last hour as a multiple of the pace at which it lasts just 28 days. */
  burn: number;
}

const RECORDED = {
  target: 'slo:objective',
  errors: 'slo:error_ratio:28d',
  remaining: 'slo:budget_remaining:28d',
  burn: 'slo:burn_rate:1h',
} as const;

/** Everything recorded about objectives, in one answer. */
export function recordedObjectives(base: string, at: Date): Promise<Sample[]> {
  return instantVector(base, `{__name__=~"${Object.values(RECORDED).join('|')}"}`, at);
}

/** Puts together what is recorded of each objective, the least budget first; without alerts none is called healthy. */
export function objectivesOf(samples: readonly Sample[], alerts: readonly Alert[] | undefined): Objective[] {
  const burning = alerts && new Set(alerts.map(({ slo }) => slo));
  const names = new Set(samples.flatMap(({ labels }) => labels.slo ?? []));
  const objectives = [...names].map((name) => {
    const value = (record: string) =>
      samples.find(({ labels }) => labels.slo === name && labels.__name__ === record)?.value ?? Number.NaN;
    const remaining = value(RECORDED.remaining);
    return {
      name,
      state: stateOf(remaining, burning?.has(name)),
      target: value(RECORDED.target),
      achieved: 1 - value(RECORDED.errors),
      remaining,
      burn: value(RECORDED.burn),
    };
  });
  const weight = ({ remaining }: Objective) => (Number.isNaN(remaining) ? 2 : remaining);
  return objectives.sort((a, b) => weight(a) - weight(b) || a.name.localeCompare(b.name));
}

function stateOf(remaining: number, burning: boolean | undefined): ObjectiveState {
  if (remaining <= 0) return 'exhausted';
  if (burning) return 'burning';
  return burning === undefined || Number.isNaN(remaining) ? 'unknown' : 'healthy';
}
