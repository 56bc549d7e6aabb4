import pg from 'pg';

/**
 * The driver's client, with somebody who listens for the loss of its connection from the beginning. Pools begin to
 * listen a moment after the connection is made; a server that ends it in that moment would end this process instead.
 * Whoever uses the connection next is told by the rejection of its statement.
 */
class WatchedClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/** The driver for Sequelize, with clients of that kind. */
export const watchedDriver = { ...pg, Client: WatchedClient };
