import { QueryTypes, type Sequelize } from 'sequelize';
import { Problem } from '#src/plugins/problem.ts';

/** Asks the database for the sake of a search. */
export type Ask = <Row extends object>(text: string, bind: unknown[]) => Promise<Row[]>;

/** What searches may take of the database. */
export interface SearchLimits {
  /** Searches of this process that read at once. */
  atOnce: number;
  /** Searches that wait for their turn. */
  waiting: number;
  /** Milliseconds that one reads for, and that each of its statements may take. */
  time: number;
}

const SEARCH_LIMITS: SearchLimits = { atOnce: 2, waiting: 50, time: 3000 };

/** SQLSTATE of a statement that took longer than it may. */
const CANCELLED = '57014';

const busy = () =>
  new Problem({
    type: 'search-busy',
    status: 503,
    title: 'Too many searches at this moment',
    retryAfterSeconds: 1,
  });
const tooLong = () =>
  new Problem({
    type: 'search-too-long',
    status: 503,
    title: 'The search took too long',
    detail: 'Search for fewer and longer words.',
  });

/**
 * Anybody may search, and words that no index knows have every question looked at. So few searches read at once, for a
 * time that has an end, and the others wait: what they take, voters keep.
 */
export class SearchTurns {
  readonly #sequelize: Sequelize;
  readonly #limits: SearchLimits;
  readonly #waiting: (() => void)[] = [];
  #reading = 0;

  constructor(sequelize: Sequelize, limits = SEARCH_LIMITS) {
    this.#sequelize = sequelize;
    this.#limits = limits;
  }

  /** Does the search when it is its turn. @throws a 503 problem where too many wait, or where it takes too long. */
  async take<T>(search: (ask: Ask) => Promise<T>): Promise<T> {
    const { atOnce, waiting } = this.#limits;
    if (this.#reading < atOnce) this.#reading += 1;
    else if (this.#waiting.length < waiting) await new Promise<void>((begin) => this.#waiting.push(begin));
    else throw busy();
    try {
      return await search(this.#asker());
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#reading -= 1;
    }
  }

  #asker(): Ask {
    const { time } = this.#limits;
    const end = performance.now() + time;
    return async (text, bind) => {
      if (performance.now() > end) throw tooLong();
      try {
        return await this.#sequelize.transaction(async (transaction) => {
          await this.#sequelize.query(`SET LOCAL statement_timeout = ${time}`, { transaction });
          return this.#sequelize.query(text, { bind, type: QueryTypes.SELECT, transaction });
        });
      } catch (error) {
        const { original } = error as { original?: { code?: string } };
        throw original?.code === CANCELLED ? tooLong() : error;
      }
    };
  }
}
