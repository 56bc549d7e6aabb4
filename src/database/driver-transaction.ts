import type { Client } from 'pg';
import type { Sequelize } from 'sequelize';

/** A statement. One with a name is parsed once a connection and in time planned once; traces show the name. */
export interface Statement {
  name?: string;
  text: string;
}

/**
 * A transaction on a connection of Sequelize's pool, spoken to through the driver. For the write path alone: Sequelize
 * itself takes twice the CPU time for the same three statements and cannot have them prepared.
 */
export class DriverTransaction {
  readonly #sequelize: Sequelize;
  readonly #client: Client;

  private constructor(sequelize: Sequelize, client: Client) {
    this.#sequelize = sequelize;
    this.#client = client;
  }

  /** Takes a connection and begins. @throws where none is to be had, or the one at hand is lost. */
  static async begin(sequelize: Sequelize): Promise<DriverTransaction> {
    const client = await sequelize.connectionManager.getConnection({ type: 'write' });
    const transaction = new DriverTransaction(sequelize, client as Client);
    await transaction.#end('BEGIN', { keep: true });
    return transaction;
  }

  /** Runs a statement and gives its rows. @throws the driver's error, with the SQLSTATE as `code`. */
  query<R extends object>(statement: Statement, values: unknown[]): Promise<R[]> {
    // The driver's promises would not tell the instrumentation which error it was.
    return new Promise((resolve, reject) => {
      this.#client.query<R>({ ...statement, values }, (error, result) =>
        error ? reject(error) : resolve(result.rows),
      );
    });
  }

  /** Resolves once the transaction is durable. @throws where its end is not known. */
  commit(): Promise<void> {
    return this.#end('COMMIT', { keep: false });
  }

  /** Never throws: a connection that is gone has rolled back already. */
  async rollback(): Promise<void> {
    await this.#end('ROLLBACK', { keep: false }).catch(() => undefined);
  }

  /** A connection on which this fails is in no state to be used again. */
  async #end(command: string, { keep }: { keep: boolean }): Promise<void> {
    const { connectionManager } = this.#sequelize;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#client.query(command, (error) => (error ? reject(error) : resolve()));
      });
    } catch (error) {
      await connectionManager.destroyConnection(this.#client).catch(() => undefined);
      throw error;
    }
    if (!keep) connectionManager.releaseConnection(this.#client);
  }
}
