/** How many turns there are at once, and how many may wait for one: of all, and of each. */
export interface TurnLimits {
  atOnce: number;
  ofOne: number;
  waiting: number;
  waitingOfOne: number;
}

/** Turns at what many want, given out in rotation: whoever asks often waits behind those who ask once. */
export class FairTurns {
  readonly #limits: TurnLimits;
  readonly #taken = new Map<string, number>();
  /** In the order in which each comes next. */
  readonly #lines = new Map<string, (() => void)[]>();
  #allTaken = 0;
  #allWaiting = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /** Resolves, once it is `who`'s turn, to a function that ends the turn; undefined where too many wait. */
  take(who: string): Promise<() => void> | undefined {
    if (this.#mayBegin(who)) return Promise.resolve(this.#begin(who));
    const { waiting, waitingOfOne } = this.#limits;
    const line = this.#lines.get(who) ?? [];
    if (line.length >= waitingOfOne || this.#allWaiting >= waiting) return undefined;
    this.#lines.set(who, line);
    this.#allWaiting += 1;
    return new Promise((resolve) => line.push(() => resolve(this.#begin(who))));
  }

  #mayBegin(who: string): boolean {
    const { atOnce, ofOne } = this.#limits;
    return this.#allTaken < atOnce && (this.#taken.get(who) ?? 0) < ofOne;
  }

  #begin(who: string): () => void {
    this.#taken.set(who, (this.#taken.get(who) ?? 0) + 1);
    this.#allTaken += 1;
    return () => this.#end(who);
  }

  #end(who: string): void {
    const left = (this.#taken.get(who) ?? 0) - 1;
    if (left > 0) this.#taken.set(who, left);
    else this.#taken.delete(who);
    this.#allTaken -= 1;
    this.#toTheEnd(who, this.#lines.get(who));
    const next = this.#lines.entries().find(([one]) => this.#mayBegin(one));
    if (!next) return;
    const [one, line] = next;
    const begin = line.shift();
    this.#toTheEnd(one, line);
    this.#allWaiting -= 1;
    begin?.();
  }

  /** Who had a turn comes next after all others that wait. */
  #toTheEnd(who: string, line: (() => void)[] = []): void {
    this.#lines.delete(who);
    if (line.length > 0) this.#lines.set(who, line);
  }
}
