import pg from 'pg';

/**
 * The driver's client, but the loss of its connection ends the process of nobody who does not listen for it. Pools begin
 * to listen a moment after the connection is made, whoever awaits it a moment after that, and pg-boss stops before it
 * closes one; a server that ends it in between would end this process. Whoever uses the connection next is told by the
 * rejection of its statement.
 */
export class WatchedClient extends pg.Client {
  override emit(event: string | symbol, ...values: unknown[]): boolean {
    return (event !== 'error' || this.listenerCount('error') > 0) && super.emit(event, ...values);
  }
}

// pg-boss takes the client on which it listens from here, and no other.
Object.assign(pg, { Client: WatchedClient });

/** The driver for Sequelize, with clients of that kind. */
export const watchedDriver = { ...pg, Client: WatchedClient };
