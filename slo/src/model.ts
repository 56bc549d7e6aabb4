import type { Policy, Slo } from './slo.ts';
import { burns, burnThreshold, interval, type Window, windows } from './windows.ts';

/** A stretch of time with constant traffic: events a minute, good and bad. */
export interface Phase {
  minutes: number;
  good: number;
  bad: number;
  /** A process starts again at its beginning, and counts from 0. */
  restarted?: true;
}

/** How the events are sampled. */
export interface Sampling {
  /** Seconds from sample to sample, and from one run of the rules to the next. */
  step: number;
  /** For an SLO in slices: a step is bad once so many seconds of bad ones came before it. */
  lag?: number;
}

/**
 * What the generated rules must come to, computed from the events themselves and not by way of PromQL.
 * Of Prometheus it knows one thing, how a rate is stretched from the samples a window holds to its length.
 */
export class Model {
  readonly #slo: Slo;
  readonly #step: number;
  readonly #raw: Sums;
  readonly #short: Sums;

  constructor(slo: Slo, phases: Phase[], { step, lag = 0 }: Sampling) {
    this.#slo = slo;
    this.#step = step;
    const steps = phases.flatMap((phase) => Array<Phase>((phase.minutes * 60) / step).fill(phase));
    const slices = slo.indicator.kind === 'slices';
    this.#raw = new Sums(slices ? sliceSteps(steps, lag / step) : eventSteps(steps, step), slices, step);
    this.#short = this.#raw.shortRates();
  }

  /** Share of bad events in the window that ends at the minute; 0 without events. */
  ratio(window: Window, minute: number): number {
    const { bad, total } = this.#events(window, minute);
    return total > 0 ? bad / total : 0;
  }

  /** Bad events, or minutes, in the window that ends at the minute. */
  badEvents(window: Window, minute: number): number {
    return this.#events(window, minute).bad;
  }

  /** Whether the alert of the policy fires at the minute. */
  fires(policy: Policy, minute: number): boolean {
    return burns
      .filter((burn) => burn.policy === policy)
      .some((burn) => {
        const threshold = burnThreshold(this.#slo, burn);
        return (
          this.ratio(burn.long, minute) > threshold &&
          this.ratio(burn.short, minute) > threshold &&
          this.badEvents(burn.long, minute) >= this.#slo.minimumBad
        );
      });
  }

  #events(window: Window, minute: number): Step {
    const now = Math.floor((minute * 60) / this.#step);
    // Longer windows add up the five-minute rates of every run of the rules.
    if (windows[window] <= windows['6h']) return this.#raw.window(now, windows[window]);
    return this.#short.sum(now - Math.ceil(windows[window] / this.#step) + 1, now);
  }
}

interface Step {
  bad: number;
  total: number;
}

class Sums {
  readonly #slices: boolean;
  readonly #step: number;
  readonly #bad: number[] = [0];
  readonly #total: number[] = [0];

  /** `steps[i]` is what happened up to sample `i`; of events nothing is known before the first sample. */
  constructor(steps: Step[], slices: boolean, step: number) {
    this.#slices = slices;
    this.#step = step;
    for (const { bad, total } of steps) {
      this.#bad.push((this.#bad.at(-1) ?? 0) + bad);
      this.#total.push((this.#total.at(-1) ?? 0) + total);
    }
  }

  sum(from: number, to: number): Step {
    const between = (sums: number[]) => (sums[to + 1] ?? 0) - (sums[Math.max(0, from)] ?? 0);
    return { bad: between(this.#bad), total: between(this.#total) };
  }

  window(now: number, seconds: number): Step {
    const samples = Math.ceil(seconds / this.#step);
    const oldest = now - samples + 1;
    if (this.#slices) return this.sum(oldest, now);
    const first = Math.max(1, oldest + 1);
    const seen = now - first + 1;
    if (seen < 1) return { bad: 0, total: 0 };
    const stretch = (oldest >= 0 ? seconds / this.#step : seen + 0.5) / seen;
    const { bad, total } = this.sum(first, now);
    return { bad: bad * stretch, total: total * stretch };
  }

  /** What the five-minute rate of each step adds to the sum over a longer window. */
  shortRates(): Sums {
    const share = interval / windows['5m'];
    const rates = Array.from({ length: this.#bad.length - 1 }, (_, at) => {
      const { bad, total } = this.window(at, windows['5m']);
      return { bad: bad * share, total: total * share };
    });
    return new Sums(rates, true, this.#step);
  }
}

function eventSteps(steps: Phase[], step: number): Step[] {
  const counted = steps.map(({ good, bad }) => ({
    bad: (bad * step) / 60,
    total: ((good + bad) * step) / 60,
  }));
  return [{ bad: 0, total: 0 }, ...counted];
}

// Whatever the step, each run of the rules counts for the time the rules in use let pass.
const slice = interval / 60;

function sliceSteps(steps: Phase[], lag: number): Step[] {
  let badBefore = 0;
  return [{ bad: 0, total: slice }].concat(
    steps.map(({ bad }) => {
      const late = bad > 0 && badBefore >= lag;
      badBefore = bad > 0 ? badBefore + 1 : 0;
      return { bad: late ? slice : 0, total: slice };
    }),
  );
}
