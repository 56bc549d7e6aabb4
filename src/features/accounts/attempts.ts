import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import { HOUR, startOfHour } from '#src/features/accounts/hour.ts';
import { deriveKey } from '#src/plugins/derive-key.ts';
import { KeyedHash } from '#src/plugins/keyed-hash.ts';

/** So many attempts of a kind in one window of time, for each subject. */
export interface AttemptLimit {
  kind: string;
  max: number;
  /** Length of the window in milliseconds. */
  window: number;
}

/** A limit, and whose attempts it counts: an address, an account's name, or both. */
export type Counted = readonly [limit: AttemptLimit, subject: string];

/** Too many attempts. */
export class TooManyAttempts extends Error {
  override name = 'TooManyAttempts';
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('too many attempts');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * Counts attempts in the database, so that all replicas know of each. A row's key is a keyed hash of kind, subject and
 * window: it says neither who tried nor when, to nobody who lacks the service's secret.
 */
export class Attempts {
  readonly #database: Database;
  readonly #hashes: KeyedHash;

  constructor(database: Database, secret: string) {
    this.#database = database;
    this.#hashes = new KeyedHash(deriveKey(secret, 'attempts'));
  }

  /**
   * Counts an attempt before it is made, so that many at once cannot slip through. Gives a function that takes it back,
   * for attempts that turn out well. @throws {TooManyAttempts} where a limit was reached before.
   */
  async count(counted: readonly Counted[], now = Date.now()): Promise<() => Promise<void>> {
    const rows = counted.map(([limit, subject]) => ({ limit, ...this.#row(limit, subject, now) }));
    const counts = await this.#add(rows);
    const waits = rows
      .filter(({ key, limit }) => (counts.get(key.toString('hex')) ?? 0) > limit.max)
      .map(({ end }) => end - now);
    if (waits.length > 0) throw new TooManyAttempts(Math.ceil(Math.max(...waits) / 1000));
    return () => this.#takeBack(rows.map(({ key }) => key));
  }

  /** Whether this comes for the first time in its window. */
  async first(kind: string, window: number, subject: string, now = Date.now()): Promise<boolean> {
    const row = this.#row({ kind, window }, subject, now);
    return (await this.#add([row])).get(row.key.toString('hex')) === 1;
  }

  /** Takes back an attempt that was made before. */
  forgive([limit, subject]: Counted, now = Date.now()): Promise<void> {
    return this.#takeBack([this.#row(limit, subject, now).key]);
  }

  #row({ kind, window }: Omit<AttemptLimit, 'max'>, subject: string, now: number) {
    const number = Math.floor(now / window);
    const key = this.#hashes.digest(`${kind} ${number} ${subject}`);
    return { key, end: (number + 1) * window };
  }

  async #add(rows: { key: Buffer; end: number }[]): Promise<Map<string, number>> {
    const { sequelize } = this.#database;
    // In the order of their keys, so that two requests cannot wait for each other.
    const sorted = rows.toSorted((a, b) => a.key.compare(b.key));
    const counted = await sequelize.query<{ key: Buffer; count: number }>(
      `INSERT INTO attempts (key, count, expires_at)
       SELECT key, 1, expires_at FROM unnest($1::bytea[], $2::timestamptz[]) AS asked (key, expires_at)
       ON CONFLICT (key) DO UPDATE SET count = attempts.count + 1
       RETURNING key, count`,
      {
        bind: [sorted.map(({ key }) => key), sorted.map(({ end }) => startOfHour(end + HOUR - 1))],
        type: QueryTypes.SELECT,
        useMaster: true,
      },
    );
    if (counted.some(({ count }) => count === 1))
      await sequelize.query(
        `DELETE FROM attempts
         WHERE key IN (SELECT key FROM attempts WHERE expires_at <= now() FOR UPDATE SKIP LOCKED)`,
      );
    return new Map(counted.map(({ key, count }) => [key.toString('hex'), count]));
  }

  async #takeBack(keys: Buffer[]): Promise<void> {
    await this.#database.sequelize.query(
      `UPDATE attempts SET count = count - 1
       WHERE key IN (SELECT key FROM attempts WHERE key = ANY($1::bytea[]) ORDER BY key FOR UPDATE) AND count > 0`,
      { bind: [keys] },
    );
  }
}
