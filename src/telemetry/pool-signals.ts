import { ownMetrics } from './names.ts';
import { OwnGauge } from './own/own-gauge.ts';

/** A connection pool at this moment. */
export interface PoolReading {
  used: number;
  idle: number;
  /** Queries that wait for a connection. */
  pending: number;
  max: number;
}

const connections = new OwnGauge(ownMetrics.dbClientConnectionCount);
const pending = new OwnGauge(ownMetrics.dbClientConnectionPendingRequests);
const max = new OwnGauge(ownMetrics.dbClientConnectionMax);
const poolName = 'db.client.connection.pool.name';
const attributes = { [poolName]: 'tallyscope' };

/** Lets Sequelize's pool be seen; its own kind is not one that the instrumentation of pg knows. */
export function observeDatabasePool(read: () => PoolReading): void {
  const state = (name: string) => ({ ...attributes, 'db.client.connection.state': name });
  connections.observe(() => {
    const { used, idle } = read();
    return [
      { value: used, attributes: state('used') },
      { value: idle, attributes: state('idle') },
    ];
  });
  pending.observe(() => [{ value: read().pending, attributes }]);
  max.observe(() => [{ value: read().max, attributes }]);
}
