import pg, { type Client } from 'pg';
import type { Sequelize } from 'sequelize';
import { sqlState } from './sql-state.ts';

/** A prepared statement: it is parsed once for each connection, and in time planned once; traces show its name. */
export interface Statement {
  name: string;
  text: string;
}

/** The parameters of a statement, as the text that PostgreSQL reads. */
export type Values = readonly (string | null)[];

/** A statement to run. */
export interface Step {
  statement: Statement;
  values: Values;
}

const alone = (command: string): Step => ({
  statement: { name: command.toLowerCase(), text: command },
  values: [],
});
const BEGIN = alone('BEGIN');
const COMMIT = alone('COMMIT');
const ROLLBACK = alone('ROLLBACK');

/** Statements that each connection has prepared. */
const prepared = new WeakMap<Client, Set<string>>();

type Answer<R> = (error: Error | undefined, rows: R[]) => void;

/**
 * Statements that a connection has prepared, sent in one go and answered together: where one fails, those after it do not run.
 * `told` is the one whose rows are given: the last of them, or the one before a COMMIT.
 */
function together<R extends object>(steps: readonly Step[], told: Step, answer: Answer<R>): pg.Query {
  const query = new pg.Query<R>({ ...told.statement }, (error, results) => {
    const all = [results].flat() as unknown as (pg.QueryResult<R> | undefined)[];
    answer(error, all[steps.indexOf(told)]?.rows ?? []);
  });
  query.submit = (connection) => {
    connection.stream.cork();
    for (const { statement, values } of steps) {
      connection.bind({ statement: statement.name, values: [...values] }, true);
      connection.describe({ type: 'P', name: '' }, true);
      connection.execute({}, true);
    }
    connection.sync();
    connection.stream.uncork();
    return null;
  };
  return query;
}

/**
 * A transaction on a connection of Sequelize's pool, spoken to through the driver. For the write path alone: Sequelize
 * itself takes twice the CPU time for the same statements, cannot have them prepared, and waits for the answer to each.
 */
export class DriverTransaction {
  readonly #sequelize: Sequelize;
  readonly #client: Client;
  readonly #prepared: Set<string>;
  #begun = false;
  #ended = false;
  #uncertain = false;

  private constructor(sequelize: Sequelize, client: Client) {
    this.#sequelize = sequelize;
    this.#client = client;
    this.#prepared = prepared.get(client) ?? new Set();
    prepared.set(client, this.#prepared);
  }

  /**
   * Takes a connection. The transaction begins with its first statement.
   * @throws where none is to be had, or a new one is lost.
   */
  static async begin(sequelize: Sequelize): Promise<DriverTransaction> {
    const client = await sequelize.connectionManager.getConnection({ type: 'write' });
    return new DriverTransaction(sequelize, client as Client);
  }

  /** Whether a COMMIT was sent and got no answer. */
  get uncertain(): boolean {
    return this.#uncertain;
  }

  /** Runs a statement and gives its rows. @throws the driver's error, with the SQLSTATE as `code`. */
  query<R extends object>(statement: Statement, values: Values): Promise<R[]> {
    return this.#run([{ statement, values }], false);
  }

  /**
   * Runs statements and commits, all in one go where the connection has them prepared. Gives the rows of the last once the
   * transaction is durable. @throws the driver's error where nothing was committed, or where that is `uncertain`.
   */
  async finish<R extends object>(...steps: readonly Step[]): Promise<R[]> {
    try {
      const rows = await this.#run<R>(steps, true);
      this.#release();
      return rows;
    } catch (error) {
      const answered = await this.rollback();
      // PostgreSQL reported an error and the connection works: the transaction was not committed.
      if (answered && sqlState(error) !== undefined) this.#uncertain = false;
      throw error;
    }
  }

  /** Never throws: a connection that is gone has rolled back already. Gives whether it was there. */
  async rollback(): Promise<boolean> {
    if (this.#ended) return false;
    try {
      await this.#send([ROLLBACK], ROLLBACK);
      this.#release();
      return true;
    } catch {
      this.#ended = true;
      // In no state to be used again.
      await this.#sequelize.connectionManager.destroyConnection(this.#client).catch(() => undefined);
      return false;
    }
  }

  async #run<R extends object>(steps: readonly Step[], commits: boolean): Promise<R[]> {
    const told = steps.at(-1) as Step;
    const all = [...(this.#begun ? [] : [BEGIN]), ...steps, ...(commits ? [COMMIT] : [])];
    this.#begun = true;
    if (all.every(({ statement }) => this.#prepared.has(statement.name))) {
      this.#uncertain = commits;
      const rows = await this.#send<R>(all, told);
      this.#uncertain = false;
      return rows;
    }
    let rows: R[] = [];
    for (const step of all) {
      this.#uncertain = step === COMMIT;
      const found = await this.#send<R>([step], step);
      if (step === told) rows = found;
    }
    this.#uncertain = false;
    return rows;
  }

  /** Uses callbacks: with the driver's promises the instrumentation would not see the error. */
  #send<R extends object>(steps: readonly Step[], told: Step): Promise<R[]> {
    const { statement, values } = told;
    const known = this.#prepared.has(statement.name);
    return new Promise((resolve, reject) => {
      const answer: Answer<R> = (error, rows) => {
        if (error) return reject(error);
        this.#prepared.add(statement.name);
        resolve(rows);
      };
      if (known) this.#client.query(together(steps, told, answer));
      else
        this.#client.query<R>({ ...statement, values: [...values] }, (error, result) =>
          answer(error, result?.rows),
        );
    });
  }

  #release(): void {
    this.#ended = true;
    this.#sequelize.connectionManager.releaseConnection(this.#client);
  }
}
