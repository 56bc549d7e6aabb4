/** Problems beyond this many of one kind are counted, not told. */
const TOLD = 3;

/** Sentences about what is wrong, the first of them told and the rest counted. */
export class ProblemList {
  readonly #told: string[] = [];
  #untold = 0;

  add(problem: string): void {
    if (this.#told.length < TOLD) this.#told.push(problem);
    else this.#untold += 1;
  }

  /** The sentences; `more` says what the counted ones are. */
  list(more: (count: number) => string): string[] {
    return this.#untold > 0 ? [...this.#told, more(this.#untold)] : this.#told;
  }
}
