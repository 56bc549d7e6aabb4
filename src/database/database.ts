import { Sequelize } from 'sequelize';
import { ACQUIRE_MS, keepReading } from '#src/database/keep-reading.ts';
import { defineAccessToken } from '#src/database/models/access-token.ts';
import { defineAccount } from '#src/database/models/account.ts';
import { defineChoice } from '#src/database/models/choice.ts';
import { defineQuestion } from '#src/database/models/question.ts';
import { defineSession } from '#src/database/models/session.ts';
import { type PooledClient, watchedDriver } from '#src/database/watched-client.ts';

export type Database = ReturnType<typeof connectDatabase>;

/**
 * Opens a pool of connections to PostgreSQL and the models on it. Nothing connects before the first query.
 * `url` is a `postgres://` URL.
 */
export function connectDatabase(url: string, options: { poolSize: number }) {
  const sequelize = new Sequelize(url, {
    dialect: 'postgres',
    dialectModule: watchedDriver,
    logging: false,
    pool: { max: options.poolSize, min: 0, acquire: ACQUIRE_MS, idle: 60_000 },
    dialectOptions: { application_name: 'tallyscope' },
    define: { underscored: true },
  });
  const waitingChanges = keepReading(sequelize, options.poolSize);
  sequelize.addHook('afterConnect', (client) => (client as PooledClient).pooled());
  const models = {
    accounts: defineAccount(sequelize),
    sessions: defineSession(sequelize),
    accessTokens: defineAccessToken(sequelize),
    questions: defineQuestion(sequelize),
    choices: defineChoice(sequelize),
  };
  models.questions.hasMany(models.choices, { foreignKey: 'questionId', as: 'choices' });
  models.sessions.belongsTo(models.accounts, { foreignKey: 'accountId', as: 'account' });
  models.accessTokens.belongsTo(models.accounts, { foreignKey: 'accountId', as: 'account' });
  return { url, sequelize, waitingChanges, ...models, close: () => sequelize.close() };
}

interface SequelizePool {
  using: number;
  available: number;
  waiting: number;
  maxSize: number;
}

/** How the pool's connections are used at this moment; Sequelize's types do not tell of it. */
export function readPool({ sequelize, waitingChanges }: Pick<Database, 'sequelize' | 'waitingChanges'>) {
  const { connectionManager } = sequelize as unknown as { connectionManager: { pool: SequelizePool } };
  const { using, available, waiting, maxSize } = connectionManager.pool;
  return { used: using, idle: available, pending: waiting + waitingChanges(), max: maxSize };
}
