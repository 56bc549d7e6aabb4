import { burnAlert, burnAlertName } from './burn-alert.ts';
import { fixtures, type InputSeries } from './fixtures.ts';
import { Model, type Phase } from './model.ts';
import type { Policy, Slo } from './slo.ts';
import { type Burn, burns, burnThreshold, type Window, windows } from './windows.ts';

interface AlertCheck {
  eval_time: string;
  alertname: string;
  exp_alerts: { exp_labels: Record<string, string>; exp_annotations: Record<string, string> }[];
}

interface TestGroup {
  name: string;
  interval: string;
  input_series: InputSeries[];
  alert_rule_test: AlertCheck[];
  promql_expr_test?: ExpressionCheck[];
}

interface ExpressionCheck {
  expr: string;
  eval_time: string;
  exp_samples: { labels: string; value: number }[];
}

interface TestFile {
  rule_files: string[];
  evaluation_interval: string;
  fuzzy_compare: true;
  tests: TestGroup[];
}

/**
 * The promtool test file of an SLO; what is expected comes from the model, not from the rules.
 * Its cases begin a few hours before the fault, so windows of days are still filling in them.
 */
export function sloTests(slo: Slo): TestFile {
  const cases = new Cases(slo, 60);
  return cases.file([
    ...slo.policies.map((policy) => cases.burn(firstBurn(policy), windows['6h'] / 60)),
    ...(slo.policies.includes('page') ? [cases.burn(slowPage, windows['6h'] / 60)] : []),
    ...(slo.indicator.kind === 'slices' ? [] : [cases.lowTraffic(), cases.noTraffic(), cases.restart()]),
    cases.missingData(),
  ]);
}

/** The ticket after three full days, with the ratios of all windows: for one SLO, as it takes long and rules are alike. */
export function longWindowTests(slo: Slo): TestFile {
  const cases = new Cases(slo, 120);
  return cases.file([cases.burn(firstBurn('ticket'), windows['3d'] / 60, true)]);
}

/** The ratios of every window at some minutes, as the model has them. */
export function ratioChecks(slo: Slo, model: Model, minutes: number[]): ExpressionCheck[] {
  return minutes.flatMap((minute) =>
    (Object.keys(windows) as Window[]).map((window) => ({
      // In whole billionths: sums in another order differ in their last digits.
      expr: `round(slo:error_ratio:${window} * 1e9)`,
      eval_time: `${minute}m`,
      exp_samples: [{ labels: `{slo="${slo.name}"}`, value: Math.round(model.ratio(window, minute) * 1e9) }],
    })),
  );
}

function firstBurn(policy: Policy): Burn {
  const burn = burns.find((candidate) => candidate.policy === policy);
  if (!burn) throw new Error(`no windows for the policy ${policy}`);
  return burn;
}

const slowPage = burns.filter(({ policy }) => policy === 'page').at(-1) as Burn;

/** Events a minute. Whole numbers: a rounding error between two phases would look like the reset of a counter. */
const VOLUME = 1_000_000;

class Cases {
  readonly #slo: Slo;
  readonly #step: number;

  constructor(slo: Slo, step: number) {
    this.#slo = slo;
    this.#step = step;
  }

  file(tests: TestGroup[]): TestFile {
    return {
      rule_files: [`../rules/${this.#slo.name}.yaml`],
      evaluation_interval: `${this.#step}s`,
      fuzzy_compare: true,
      tests,
    };
  }

  /** A fault just strong enough for this pair and not for a faster one, then its end. */
  burn(burn: Burn, history: number, withRatios = false): TestGroup {
    const phases = faultPhases(this.#slo, burn, history);
    const lag = fixtures[this.#slo.name]?.lag?.(this.#step) ?? 0;
    const model = new Model(this.#slo, phases, { step: this.#step, lag });
    const minutes = this.#step / 60;
    const [, fault, after] = phases.map((phase) => phase.minutes) as [number, number, number];
    const changes = firingChanges(model, burn.policy, history, history + fault + after, minutes);
    const [fired = 0, resolved = 0] = changes;
    if (changes.length !== 2 || fired > history + fault || resolved <= history + fault) {
      throw new Error(
        `${this.#slo.name}: the case for ${burn.long} must fire in the fault and resolve after it: ${changes}`,
      );
    }
    const checked = [fired - minutes, fired, resolved - minutes, resolved];
    return {
      ...this.#group(`${burn.policy}: ${burn.long} and ${burn.short} burn`, phases, checked, (minute) =>
        this.#slo.policies.filter((policy) => model.fires(policy, minute)),
      ),
      ...(withRatios ? { promql_expr_test: ratioChecks(this.#slo, model, [fired, resolved]) } : {}),
    };
  }

  /** Every event is bad, but there are fewer of them than the guard asks for. */
  lowTraffic(): TestGroup {
    const quiet = { minutes: 60, good: 0, bad: 0 };
    const phases = [quiet, { minutes: 1, good: 0, bad: this.#slo.minimumBad - 1 }, quiet];
    return this.#group('too few bad events to mean anything', phases, [61, 62, 65, 120], () => []);
  }

  /** The series are there and do not move: the ratio is 0, not NaN, and nothing fires. */
  noTraffic(): TestGroup {
    const samples = ['5m', '6h', '28d'].map((window) => ({
      expr: `slo:error_ratio:${window}`,
      eval_time: '120m',
      exp_samples: [{ labels: `slo:error_ratio:${window}{slo="${this.#slo.name}"}`, value: 0 }],
    }));
    const phases = [{ minutes: 120, good: 0, bad: 0 }];
    return { ...this.#group('no traffic is no outage', phases, [120], () => []), promql_expr_test: samples };
  }

  /** A process starts again and counts from 0, with half of the budget being spent: ratios go on as they were. */
  restart(): TestGroup {
    const bad = 2 * Math.round((VOLUME * (1 - this.#slo.target)) / 4);
    const half = { minutes: 30, good: VOLUME - bad, bad };
    const phases: Phase[] = [half, { ...half, restarted: true }];
    const model = new Model(this.#slo, phases, { step: this.#step, lag: 0 });
    return {
      ...this.#group('a process that starts again is no fault', phases, [31, 32, 60], () => []),
      promql_expr_test: ratioChecks(this.#slo, model, [31, 40]),
    };
  }

  /** Nothing was ever heard of the service: no value, and no alert of this kind. */
  missingData(): TestGroup {
    return {
      ...this.#group('no data, no verdict', [], [120], () => []),
      input_series: [{ series: 'up{job="otel-collector"}', values: '1x120' }],
      promql_expr_test: [{ expr: 'slo:error_ratio:5m', eval_time: '120m', exp_samples: [] }],
    };
  }

  #group(name: string, phases: Phase[], minutes: number[], firing: (minute: number) => Policy[]): TestGroup {
    return {
      name,
      interval: `${this.#step}s`,
      input_series: phases.length === 0 ? [] : (fixtures[this.#slo.name]?.series(phases, this.#step) ?? []),
      alert_rule_test: minutes.map((minute) => ({
        eval_time: `${minute}m`,
        alertname: burnAlertName(this.#slo),
        exp_alerts: firing(minute).map((policy) => expected(this.#slo, policy)),
      })),
    };
  }
}

function faultPhases(slo: Slo, burn: Burn, history: number): Phase[] {
  const threshold = burnThreshold(slo, burn);
  const faster = burns.filter(
    (other) => windows[other.long] < windows[burn.long] && slo.policies.includes(other.policy),
  );
  const ceiling = Math.min(1, ...faster.map((other) => burnThreshold(slo, other)));
  // In slices a moment is bad or not, so only the fault's length can be chosen.
  const slices = slo.indicator.kind === 'slices';
  const share = slices ? 1 : Math.min(ceiling * 0.87, threshold * 7.3);
  const needed = (threshold * windows[burn.long]) / 60 / share;
  const fault = 2 * Math.ceil(Math.max(needed * 1.1, needed + (slices ? 30 : 12)) / 2);
  const shortest = Math.max(
    ...burns.filter(({ policy }) => policy === burn.policy).map(({ short }) => windows[short]),
  );
  const bad = 2 * Math.round((VOLUME * share) / 2);
  return [
    { minutes: history, good: VOLUME, bad: 0 },
    { minutes: fault, good: VOLUME - bad, bad },
    { minutes: shortest / 60 + 10, good: VOLUME, bad: 0 },
  ];
}

function firingChanges(model: Model, policy: Policy, from: number, to: number, step: number): number[] {
  const changes: number[] = [];
  for (let minute = from; minute <= to; minute += step) {
    if (model.fires(policy, minute) !== model.fires(policy, minute - step)) changes.push(minute);
  }
  return changes;
}

function expected(slo: Slo, policy: Policy) {
  const { labels, annotations } = burnAlert(slo, policy);
  return { exp_labels: labels, exp_annotations: annotations };
}
