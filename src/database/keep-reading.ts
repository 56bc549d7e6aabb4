import { ConnectionAcquireTimeoutError, type Sequelize } from 'sequelize';

/** Milliseconds that somebody waits until a connection may be taken, as for the connection itself. */
export const ACQUIRE_MS = 10_000;

/** One connection in so many is for those alone who only read. */
const SHARE = 4;

/** How many connections of a pool may be those of changes at the same time: a migration needs two. */
const changesAtOnce = (poolSize: number): number => Math.max(2, poolSize - Math.ceil(poolSize / SHARE));

/** What Sequelize passes when it takes a connection; its types name other values. */
interface Wish {
  type?: string;
  useMaster?: boolean;
}

/** A change that returns rows has the type SELECT as well, and sets `useMaster` to be told from a read. */
const onlyReads = ({ type, useMaster }: Wish) => type === 'SELECT' && !useMaster;

/**
 * Reserves connections of the pool for reads, however many changes wait: pages and results go on while commits wait endlessly for a
 * standby that is away. Gives a function that tells how many changes wait for a connection.
 */
export function keepReading({ connectionManager }: Sequelize, poolSize: number): () => number {
  const held = new Set<object>();
  const waiting = new Set<() => void>();
  let free = changesAtOnce(poolSize);

  const leave = () => {
    const [next] = waiting;
    if (!next) free += 1;
    else {
      waiting.delete(next);
      next();
    }
  };
  const enter = async () => {
    if (free > 0) {
      free -= 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    waiting.add(resolve);
    const timer = setTimeout(() => {
      if (waiting.delete(resolve)) reject(new ConnectionAcquireTimeoutError(new Error('Operation timeout')));
    }, ACQUIRE_MS);
    await promise.finally(() => clearTimeout(timer));
  };
  const gone = (connection: object) => held.delete(connection) && leave();

  const get = connectionManager.getConnection.bind(connectionManager);
  const release = connectionManager.releaseConnection.bind(connectionManager);
  const destroy = connectionManager.destroyConnection.bind(connectionManager);
  Object.assign(connectionManager, {
    getConnection: async (wish: Parameters<typeof get>[0]) => {
      if (onlyReads(wish)) return get(wish);
      await enter();
      try {
        const connection = await get(wish);
        held.add(connection);
        return connection;
      } catch (error) {
        leave();
        throw error;
      }
    },
    releaseConnection: (connection: object) => {
      release(connection);
      gone(connection);
    },
    destroyConnection: (connection: object) => destroy(connection).finally(() => gone(connection)),
  } satisfies Partial<typeof connectionManager>);
  return () => waiting.size;
}
