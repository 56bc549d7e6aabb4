import { QueryTypes, type Sequelize } from 'sequelize';
import { SharedReads } from '#src/database/shared-reads.ts';
import { listedSql, type Place, rankOfListed } from '#src/features/lists/listing-statement.ts';

/** Ranks that votes move may be this old, in milliseconds; what anything else changes is seen at once. */
const LEAST_AGE = 1000;
/** Where reading takes long, it is done for this share of the time at most. */
const SHARE = 0.05;

/** Every listed question from the first to the last, as columns. */
interface Order {
  changes: string;
  until: number;
  ids: readonly number[];
  ranks: readonly number[];
}

const numbers = (text: string | null) => (text ? text.split(',').map(Number) : []);

/**
 * The listed questions by rank, kept in memory. Ranks follow from votes, which write nothing that could be an index of
 * them; so they are put together for all questions at once, and a page of the list is a part of that.
 */
export class RankedOrder {
  readonly #sequelize: Sequelize;
  readonly #reads = new SharedReads<Order>();
  #kept: Order | undefined;

  constructor(sequelize: Sequelize) {
    this.#sequelize = sequelize;
  }

  /** Up to `limit` places in order: the first, or those right behind `after`, or those right in front of `before`. */
  async part(limit: number, { after, before }: { after?: Place | undefined; before?: Place | undefined }) {
    const order = await this.#current();
    const end = before ? firstBehind(order, before, true) : order.ids.length;
    const start = after ? firstBehind(order, after, false) : before ? Math.max(0, end - limit) : 0;
    return order.ids.slice(start, Math.min(end, start + limit)).map(
      (id, index): Place => ({
        id,
        key: String(order.ranks[start + index]),
      }),
    );
  }

  async #current(): Promise<Order> {
    const kept = this.#kept;
    if (kept && performance.now() < kept.until && (await this.#changes()) === kept.changes) return kept;
    return this.#reads.read(0, () => this.#read());
  }

  /** A number that rises with every change of the list except by votes. */
  async #changes(): Promise<string> {
    const [row] = await this.#sequelize.query<{ changes: string | null }>(
      `SELECT pg_sequence_last_value('listing_changes')::text AS changes`,
      { type: QueryTypes.SELECT },
    );
    return row?.changes ?? '';
  }

  async #read(): Promise<Order> {
    const begun = performance.now();
    // First: a change in between is then seen by the next reader, and none is missed.
    const changes = await this.#changes();
    const [row] = await this.#sequelize.query<{ ids: string | null; ranks: string | null }>(
      `SELECT string_agg(id::text, ',' ORDER BY rank DESC, id DESC) AS ids,
        string_agg(rank::text, ',' ORDER BY rank DESC, id DESC) AS ranks
      FROM (SELECT q.id, ${rankOfListed} AS rank ${listedSql}) AS listed`,
      { type: QueryTypes.SELECT },
    );
    const now = performance.now();
    const until = now + Math.max(LEAST_AGE, (now - begun) / SHARE);
    this.#kept = { changes, until, ids: numbers(row?.ids ?? null), ranks: numbers(row?.ranks ?? null) };
    return this.#kept;
  }
}

/** Index of the first question that comes behind the place, or, with `orAt`, is at it. */
function firstBehind({ ids, ranks }: Order, { key, id }: Place, orAt: boolean): number {
  const rank = Number(key);
  let [from, to] = [0, ids.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const difference = rank - (ranks[middle] ?? 0) || id - (ids[middle] ?? 0);
    if (difference > 0 || (orAt && difference === 0)) to = middle;
    else from = middle + 1;
  }
  return from;
}
