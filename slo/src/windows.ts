import type { Policy, Slo } from './slo.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Every window a ratio is recorded over, in seconds. */
export const windows = {
  '5m': 5 * minute,
  '30m': 30 * minute,
  '1h': hour,
  '2h': 2 * hour,
  '6h': 6 * hour,
  '1d': day,
  '3d': 3 * day,
  '28d': 28 * day,
} as const;

export type Window = keyof typeof windows;

/** How often the rules run, in seconds. */
export const interval = 30;

/** A pair of windows: the long one says that it matters, the short one that it still goes on. */
export interface Burn {
  policy: Policy;
  long: Window;
  short: Window;
  /** Share of the whole error budget that is gone when the long window is burnt at this rate. */
  budget: number;
}

/** Fast and slow burn for a page, fast and slow burn for a ticket. */
export const burns: Burn[] = [
  { policy: 'page', long: '1h', short: '5m', budget: 0.02 },
  { policy: 'page', long: '6h', short: '30m', budget: 0.05 },
  { policy: 'ticket', long: '1d', short: '2h', budget: 0.05 },
  { policy: 'ticket', long: '3d', short: '6h', budget: 0.1 },
];

/** How many times faster than it may the budget of so many days burns when the pair fires. */
export function burnRate(burn: Burn, periodDays: number): number {
  return (burn.budget * periodDays * day) / windows[burn.long];
}

/**
 * The share of bad events above which the pair fires.
 * Source of the method: Google, The Site Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts".
 */
export function burnThreshold(slo: Slo, burn: Burn): number {
  const rate = burnRate(burn, slo.periodDays);
  const threshold = rate * (1 - slo.target);
  if (threshold >= 1) {
    throw new Error(
      `${slo.name}: a burn rate of ${Number(rate.toPrecision(4))} can never be reached with a target of ${slo.target}; raise the target or drop the ${burn.policy} policy`,
    );
  }
  return Number(threshold.toPrecision(12));
}
