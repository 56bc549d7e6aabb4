import type { Rig } from './rig/rig.ts';
import { median } from './statistics.ts';

/** What was measured of one thing, a value a round. */
export interface Series {
  name: string;
  unit: string;
  values: number[];
}

/** A number that is to be reached, beside the one that was. */
export interface Goal {
  text: string;
  measured: number;
  bound: number;
  relation: '≥' | '≤';
  unit: string;
  /** Why the goal does not count here, such as too few cores. */
  exempt?: string;
}

/** What a part of the benchmark gives. */
export interface PartResult {
  series: Series[];
  goals: Goal[];
  /** What a reader has to know, in sentences. */
  notes: string[];
}

/** A part of the benchmark. It throws where an answer was wrong, however fast. */
export interface Part {
  name: string;
  title: string;
  run(rig: Rig, rounds: number): Promise<PartResult>;
}

export const isMet = ({ measured, bound, relation }: Goal) =>
  relation === '≥' ? measured >= bound : measured <= bound;

/** Collects values by series, in the order in which series are first named. */
export class Measurements {
  readonly #series = new Map<string, Series>();

  add(name: string, unit: string, value: number): void {
    const key = `${name} ${unit}`;
    const found = this.#series.get(key) ?? { name, unit, values: [] };
    found.values.push(value);
    this.#series.set(key, found);
  }

  /** Values of a series, one a round. @throws where there is no such series. */
  of(name: string, unit: string): number[] {
    const found = this.#series.get(`${name} ${unit}`);
    if (!found) throw new Error(`nothing was measured of "${name}" in ${unit}`);
    return found.values;
  }

  /** How many times `against` one series is: the median over the rounds, since a machine differs more between two rounds than within one. */
  ratio(name: string, against: string, unit: string): number {
    const others = this.of(against, unit);
    return median(this.of(name, unit).map((value, round) => value / (others[round] ?? Number.NaN)));
  }

  /** A goal for {@link ratio} of the values that are in `unit`. */
  ratioGoal(
    text: string,
    [name, against]: readonly [string, string],
    { unit, relation, bound }: Pick<Goal, 'unit' | 'relation' | 'bound'>,
  ): Goal {
    return { text, measured: this.ratio(name, against, unit), bound, relation, unit: '×' };
  }

  all(): Series[] {
    return [...this.#series.values()];
  }
}

/**
 * Runs `steps` one after the other, all of them in each round and in every other round backwards: what slows the machine
 * for a while, or more and more, slows every one of them.
 */
export async function interleaved(
  rounds: number,
  steps: readonly (readonly [name: string, step: () => Promise<void>])[],
): Promise<void> {
  for (let round = 1; round <= rounds; round++)
    for (const [name, step] of round % 2 ? steps : steps.toReversed()) {
      process.stderr.write(`  round ${round} of ${rounds}: ${name}\n`);
      await step();
    }
}
