import { alertGroups } from '../../alerts/src/alert-groups.ts';
import { readSlos } from '../../slo/src/read-slo.ts';
import { burns, burnThreshold, windows } from '../../slo/src/windows.ts';
import { scaled, seconds } from './scale-rules.ts';

/** Windows of the SLOs: an hour takes a minute. */
export const SLO_SCALE = 1 / 60;
/** Everything else: a minute takes ten seconds. */
export const ALERT_SCALE = 1 / 6;

/** Seconds from the fault until the rule is met, in earnest and in the drill. */
export interface TimeToFire {
  documented: number;
  drilled: number;
  /** Seconds before which the drilled rule must not fire. */
  notBefore: number;
}

/**
 * Of an alert that fires once its condition has stood for its `for`. The condition itself is met after `age` seconds,
 * which no scale changes, or once it has filled the range `range`.
 */
export function afterStanding(alert: string, { age = 0, range = '0s' } = {}): TimeToFire {
  const rule = alertGroups.flatMap(({ alerts }) => alerts).find((candidate) => candidate.alert === alert);
  if (!rule) throw new Error(`There is no alert ${alert}.`);
  const pending = rule.for ?? '0s';
  return {
    documented: age + seconds(range) + seconds(pending),
    drilled: age + scaled(range, ALERT_SCALE) + scaled(pending, ALERT_SCALE),
    notBefore: scaled(pending, ALERT_SCALE),
  };
}

/** Of the fast pair of an SLO's page, when from one moment on the given share of events is bad. */
export function afterBurning(name: string, badShare: number): TimeToFire {
  const slo = readSlos().find((candidate) => candidate.name === name);
  const [fast] = burns;
  if (!slo || !fast) throw new Error(`There is no SLO ${name}.`);
  const documented = (burnThreshold(slo, fast) / badShare) * windows[fast.long];
  return { documented, drilled: documented * SLO_SCALE, notBefore: 0 };
}
