import type { Sequelize } from 'sequelize';
import { visitorOf } from '#src/features/visitors/visitor-of.ts';
import { readVisits, recordVisits, type VisitCount } from '#src/features/visitors/visitor-store.ts';
import { deriveKey } from '#src/plugins/derive-key.ts';
import { KeyedHash } from '#src/plugins/keyed-hash.ts';
import { withoutTrace } from '#src/telemetry/spans.ts';

/** Milliseconds in which visits gather for one statement. */
const PACE = 1000;
/** Visitors kept in memory at most, and visitors whose visits wait at most while the database is away. */
const MOST = 10_000;

interface Options {
  /** The service's secret; the key of the hashes is derived from it. */
  secret: string;
  pace?: number;
  onError(error: unknown): void;
}

/**
 * Counts the visits of this process. A visit waits for no other: it is noted in memory and written with all others of
 * its second, so only the first page of a visitor asks the database, and that is a read.
 */
export class VisitorBook {
  readonly #sequelize: Sequelize;
  readonly #keyed: KeyedHash;
  readonly #pace: number;
  readonly #onError: (error: unknown) => void;
  /** Sums as the database last gave them. */
  readonly #known = new Map<string, number>();
  #unique = 0;
  #waiting = new Map<string, number>();
  /** Visits that are being written. */
  #leaving = new Map<string, number>();
  /** Visitors whom the database has not heard of. */
  readonly #newcomers = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(sequelize: Sequelize, { secret, pace = PACE, onError }: Options) {
    this.#sequelize = sequelize;
    this.#keyed = new KeyedHash(deriveKey(secret, 'visitors'));
    this.#pace = pace;
    this.#onError = onError;
  }

  /** Notes a visit from the address; gives what to tell the visitor, or nothing where that is not known now. */
  async visit(address: string): Promise<VisitCount | undefined> {
    const visitor = visitorOf(this.#keyed, address)?.toString('base64url');
    if (visitor === undefined) return undefined;
    try {
      if (!this.#known.has(visitor)) await this.#ask(visitor);
      this.#note(visitor);
      const sums = [this.#known, this.#leaving, this.#waiting].map((visits) => visits.get(visitor) ?? 0);
      const visits = sums.reduce((sum, count) => sum + count, 0);
      return { visits, unique: this.#unique + this.#newcomers.size };
    } catch (error) {
      this.#onError(error);
      return undefined;
    }
  }

  /** Writes what waits for the last time: what the database does not take now is lost. */
  close(): Promise<void> {
    this.#closed = true;
    return this.flush();
  }

  /** Writes what waits; resolves when it is written, or kept for the next time. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #ask(visitor: string): Promise<void> {
    const { visits, unique } = await readVisits(this.#sequelize, visitor);
    this.#unique = unique;
    this.#keep(visitor, visits);
  }

  #keep(visitor: string, visits: number): void {
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(visitor, visits);
  }

  #note(visitor: string): void {
    if (this.#waiting.size >= MOST && !this.#waiting.has(visitor)) return;
    this.#waiting.set(visitor, (this.#waiting.get(visitor) ?? 0) + 1);
    if (this.#known.get(visitor) === 0) this.#newcomers.add(visitor);
    this.#schedule();
  }

  /** The statement is of all pages of its second, so it stands in the trace of none. */
  #schedule(): void {
    if (!this.#closed) this.#timer ??= withoutTrace(() => setTimeout(() => void this.flush(), this.#pace));
  }

  async #write(): Promise<void> {
    if (this.#waiting.size === 0) return;
    this.#leaving = this.#waiting;
    this.#waiting = new Map();
    try {
      const { sums, unique } = await recordVisits(this.#sequelize, this.#leaving);
      this.#unique = unique;
      for (const [visitor, visits] of sums) {
        this.#keep(visitor, visits);
        this.#newcomers.delete(visitor);
      }
    } catch (error) {
      this.#onError(error);
      for (const [visitor, visits] of this.#leaving)
        this.#waiting.set(visitor, visits + (this.#waiting.get(visitor) ?? 0));
      this.#schedule();
    } finally {
      this.#leaving = new Map();
    }
  }
}
