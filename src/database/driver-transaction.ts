import pg, { type Client } from 'pg';
import type { Sequelize } from 'sequelize';

/** A statement. One with a name is parsed once a connection and in time planned once; traces show the name. */
export interface Statement {
  name?: string;
  text: string;
}

const BEGIN = { name: 'begin', text: 'BEGIN' };

/** Connections that have BEGIN prepared. */
const prepared = new WeakSet<Client>();

type Answer<R> = (error: Error | undefined, rows: R[]) => void;

/** A statement that is sent together with a BEGIN before it; what fails of the two, the rest of them is not run. */
function opening<R extends object>(statement: Statement, values: unknown[], answer: Answer<R>): pg.Query {
  const query = new pg.Query<R>({ ...statement, values }, (error, results) => {
    // One result for each of the two.
    const [, result] = (results ?? []) as unknown as [unknown, pg.QueryResult<R>];
    answer(error, result?.rows);
  });
  const submit = query.submit.bind(query);
  query.submit = (connection) => {
    connection.stream.cork();
    connection.bind({ statement: BEGIN.name }, true);
    connection.execute({}, true);
    const refused = submit(connection);
    connection.stream.uncork();
    return refused;
  };
  return query;
}

/**
 * A transaction on a connection of Sequelize's pool, spoken to through the driver. For the write path alone: Sequelize
 * itself takes twice the CPU time for the same statements, cannot have them prepared, and waits for the answer to BEGIN.
 */
export class DriverTransaction {
  readonly #sequelize: Sequelize;
  readonly #client: Client;
  #begun: boolean;

  private constructor(sequelize: Sequelize, client: Client) {
    this.#sequelize = sequelize;
    this.#client = client;
    this.#begun = !prepared.has(client);
  }

  /**
   * Takes a connection. On a new one it begins at once, on others with its first statement.
   * @throws where none is to be had, or a new one is lost.
   */
  static async begin(sequelize: Sequelize): Promise<DriverTransaction> {
    const client = (await sequelize.connectionManager.getConnection({ type: 'write' })) as Client;
    const transaction = new DriverTransaction(sequelize, client);
    if (!prepared.has(client)) {
      await transaction.#run(BEGIN);
      prepared.add(client);
    }
    return transaction;
  }

  /** Runs a statement and gives its rows. @throws the driver's error, with the SQLSTATE as `code`. */
  query<R extends object>(statement: Statement, values: unknown[]): Promise<R[]> {
    const begun = this.#begun;
    this.#begun = true;
    // The driver's promises would not tell the instrumentation which error it was.
    return new Promise((resolve, reject) => {
      const answer: Answer<R> = (error, rows) => (error ? reject(error) : resolve(rows));
      if (begun)
        this.#client.query<R>({ ...statement, values }, (error, result) => answer(error, result?.rows));
      else this.#client.query(opening(statement, values, answer));
    });
  }

  /** Resolves once the transaction is durable. @throws where its end is not known. */
  commit(): Promise<void> {
    return this.#end('COMMIT');
  }

  /** Never throws: a connection that is gone has rolled back already. */
  async rollback(): Promise<void> {
    await this.#end('ROLLBACK').catch(() => undefined);
  }

  async #end(command: string): Promise<void> {
    await this.#run(command);
    this.#sequelize.connectionManager.releaseConnection(this.#client);
  }

  /** A connection on which this fails is in no state to be used again. */
  async #run(command: string | Statement): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#client.query(command, (error) => (error ? reject(error) : resolve()));
      });
    } catch (error) {
      await this.#sequelize.connectionManager.destroyConnection(this.#client).catch(() => undefined);
      throw error;
    }
  }
}
