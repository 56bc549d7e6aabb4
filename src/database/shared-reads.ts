/**
 * Reads something for many readers at once: one reading of a key runs at a time, and all who ask meanwhile share the
 * next. So nobody gets what is older than their question, and the database is read as often as it can answer.
 */
export class SharedReads<T, K = number> {
  #running = new Map<K, Promise<T>>();
  #next = new Map<K, Promise<T>>();

  /** What `readNow` gives for the key, now or a moment later; rejects as it does. */
  read(key: K, readNow: () => Promise<T>): Promise<T> {
    const running = this.#running.get(key);
    if (!running) return this.#start(key, readNow);
    const waiting = this.#next.get(key);
    if (waiting) return waiting;
    const next = running
      .catch(() => undefined)
      .then(() => {
        this.#next.delete(key);
        return this.#start(key, readNow);
      });
    this.#next.set(key, next);
    return next;
  }

  #start(key: K, readNow: () => Promise<T>): Promise<T> {
    const reading = readNow().finally(() => {
      if (this.#running.get(key) === reading) this.#running.delete(key);
    });
    this.#running.set(key, reading);
    return reading;
  }
}
