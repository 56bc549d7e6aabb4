/** Reads what is asked for in one turn of the event loop in one go; a key that is asked for twice is read once. */
export class BatchedReads<T, K = string> {
  #asked = new Map<K, PromiseWithResolvers<T | undefined>>();
  readonly #readMany: (keys: K[]) => Promise<ReadonlyMap<K, T>>;

  /** `readMany` gives what there is of the keys. */
  constructor(readMany: (keys: K[]) => Promise<ReadonlyMap<K, T>>) {
    this.#readMany = readMany;
  }

  /** What is there of the key, not older than this call; rejects as the reading of its turn does. */
  read(key: K): Promise<T | undefined> {
    const known = this.#asked.get(key);
    if (known) return known.promise;
    if (this.#asked.size === 0) setImmediate(() => this.#readAsked());
    const asked = Promise.withResolvers<T | undefined>();
    this.#asked.set(key, asked);
    return asked.promise;
  }

  async #readAsked(): Promise<void> {
    const asked = this.#asked;
    this.#asked = new Map();
    try {
      const found = await this.#readMany([...asked.keys()]);
      for (const [key, { resolve }] of asked) resolve(found.get(key));
    } catch (error) {
      for (const { reject } of asked.values()) reject(error);
    }
  }
}
