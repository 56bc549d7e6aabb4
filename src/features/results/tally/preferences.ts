import type { Contender } from '#src/features/results/tally/break-tie.ts';

/** How many ballots rank the choices in this order, the most wanted first. */
export interface Ranking {
  choices: readonly number[];
  ballots: number;
}

/** The same numbers with room for at least so many, and for as many more. */
function withRoom<T extends Uint16Array | Uint32Array | Float64Array>(numbers: T, needed: number): T {
  if (needed <= numbers.length) return numbers;
  const larger = new (numbers.constructor as new (length: number) => T)(2 * needed);
  larger.set(numbers);
  return larger;
}

/**
 * What ballots prefer, for an instant runoff: any number of rankings in two bytes a choice and twelve a ranking, since a
 * million of them may all differ.
 */
export class Preferences {
  readonly contenders: readonly Contender[];
  readonly #places: ReadonlyMap<number, number>;
  /** Places of choices among the contenders, one ranking behind the other. */
  #ranked = new Uint16Array(256);
  /** For each ranking where it ends in `ranked`, and its ballots. */
  #ends = new Uint32Array(64);
  #ballots = new Float64Array(64);
  #size = 0;

  constructor(contenders: readonly Contender[]) {
    this.contenders = contenders;
    this.#places = new Map(contenders.map(({ id }, place) => [id, place]));
  }

  static of(contenders: readonly Contender[], rankings: Iterable<Ranking>): Preferences {
    const preferences = new Preferences(contenders);
    for (const ranking of rankings) preferences.add(ranking);
    return preferences;
  }

  /** Adds ballots; choices that are no contenders count for nobody. */
  add({ choices, ballots }: Ranking): void {
    let end = this.#ends[this.#size - 1] ?? 0;
    this.#ranked = withRoom(this.#ranked, end + choices.length);
    for (const choice of choices) {
      const place = this.#places.get(choice);
      if (place !== undefined) this.#ranked[end++] = place;
    }
    this.#ends = withRoom(this.#ends, this.#size + 1);
    this.#ballots = withRoom(this.#ballots, this.#size + 1);
    this.#ends[this.#size] = end;
    this.#ballots[this.#size] = ballots;
    this.#size += 1;
  }

  /**
   * What gives each ballot to the highest of its choices that stands, and says how many stand for none. Nobody may stand
   * again who did not before: a ranking is never looked at from its beginning.
   */
  counter(): (standing: ReadonlySet<number>) => { votes: Map<number, number>; exhausted: number } {
    const [ranked, ends, ballots, size] = [this.#ranked, this.#ends, this.#ballots, this.#size];
    const at = new Uint32Array(size + 1);
    at.set(ends.subarray(0, size), 1);
    return (standing) => {
      const stands = Uint8Array.from(this.contenders, ({ id }) => (standing.has(id) ? 1 : 0));
      const votes = new Float64Array(this.contenders.length);
      let exhausted = 0;
      for (let ranking = 0; ranking < size; ranking += 1) {
        const end = ends[ranking] as number;
        let place = at[ranking] as number;
        while (place < end && stands[ranked[place] as number] === 0) place += 1;
        at[ranking] = place;
        const cast = ballots[ranking] as number;
        if (place === end) exhausted += cast;
        else (votes[ranked[place] as number] as number) += cast;
      }
      return {
        votes: new Map(
          this.contenders.flatMap(({ id }, place) =>
            standing.has(id) ? [[id, votes[place] ?? 0] as const] : [],
          ),
        ),
        exhausted,
      };
    };
  }
}
