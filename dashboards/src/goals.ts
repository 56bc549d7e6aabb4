import {
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** A bound that a healthy value keeps, in the unit of its panel; `below` excludes the bound, `atLeast` includes it. */
export type Goal = { below: number } | { atLeast: number };

// Grafana takes null for "from minus infinity"; the generated type does not know it.
const lowest = null as unknown as number;

/** Green on the good side of the goal, red on the other. */
export function goalThresholds(goal: Goal): ThresholdsConfigBuilder {
  if ('below' in goal) {
    return steps([
      { value: lowest, color: 'green' },
      { value: goal.below, color: 'red' },
    ]);
  }
  return steps([
    { value: lowest, color: 'red' },
    { value: goal.atLeast, color: 'green' },
  ]);
}

/** One quiet colour, for values that are neither good nor bad. */
export function noGoal(): ThresholdsConfigBuilder {
  return steps([{ value: lowest, color: 'blue' }]);
}

function steps(list: Threshold[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(list);
}
