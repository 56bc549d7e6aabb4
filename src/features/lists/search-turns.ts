import { QueryTypes, type Sequelize } from 'sequelize';
import { sqlState } from '#src/database/sql-state.ts';
import { FairTurns, type TurnLimits } from '#src/plugins/fair-turns.ts';
import { Problem } from '#src/plugins/problem.ts';

/** Asks the database for the sake of a search. */
export type Ask = <Row extends object>(text: string, bind: unknown[]) => Promise<Row[]>;

/** What searches may take of the database: how many read in a process, of all addresses and of each. */
export interface SearchLimits extends TurnLimits {
  /** Milliseconds that one reads for, and that each of its statements may take. */
  time: number;
}

const SEARCH_LIMITS: SearchLimits = {
  atOnce: 2,
  ofOne: 1,
  waiting: 100,
  waitingOfOne: 25,
  time: 3000,
};

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
    retryAfterSeconds: 10,
  });

/**
 * Anybody may search, and words that no index covers need a look at every question. So few searches run at once, each for a limited
 * time, and the others wait, those of one address in rotation with others', so that voting goes on undisturbed.
 */
export class SearchTurns {
  readonly #sequelize: Sequelize;
  readonly #time: number;
  readonly #turns: FairTurns;

  constructor(sequelize: Sequelize, { time, ...limits } = SEARCH_LIMITS) {
    this.#sequelize = sequelize;
    this.#time = time;
    this.#turns = new FairTurns(limits);
  }

  /** Does a search from an address when it is its turn. @throws a 503 problem where too many wait, or where it takes too long. */
  async take<T>(address: string, search: (ask: Ask) => Promise<T>): Promise<T> {
    const end = await this.#turns.take(address);
    if (!end) throw busy();
    try {
      return await search(this.#asker());
    } finally {
      end();
    }
  }

  #asker(): Ask {
    const time = this.#time;
    const end = performance.now() + time;
    return async (text, bind) => {
      if (performance.now() > end) throw tooLong();
      try {
        return await this.#sequelize.transaction({ readOnly: true }, async (transaction) => {
          await this.#sequelize.query(`SET LOCAL statement_timeout = ${time}`, { transaction });
          return this.#sequelize.query(text, { bind, type: QueryTypes.SELECT, transaction });
        });
      } catch (error) {
        throw sqlState(error) === CANCELLED ? tooLong() : error;
      }
    };
  }
}
