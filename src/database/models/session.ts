import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  type Model,
  type ModelStatic,
  type NonAttribute,
  type Sequelize,
} from 'sequelize';
import type { AccountModel } from '#src/database/models/account.ts';

export interface SessionModel
  extends Model<InferAttributes<SessionModel>, InferCreationAttributes<SessionModel>> {
  /** Names the session to its owner, and opens nothing. */
  id: CreationOptional<string>;
  tokenHash: Buffer;
  accountId: number;
  createdAt: CreationOptional<Date>;
  lastSeenAt: Date;
  expiresAt: Date;
  /** What opened it, such as "Firefox, Linux". */
  client: CreationOptional<string>;
  account?: NonAttribute<AccountModel>;
}

/** The `sessions` table: only the hash of a session's token is kept, and times by the hour. */
export function defineSession(sequelize: Sequelize): ModelStatic<SessionModel> {
  return sequelize.define<SessionModel>(
    'session',
    {
      id: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV4 },
      tokenHash: { type: DataTypes.BLOB, primaryKey: true },
      accountId: { type: DataTypes.INTEGER, allowNull: false },
      createdAt: DataTypes.DATE(6),
      lastSeenAt: { type: DataTypes.DATE(6), allowNull: false },
      expiresAt: { type: DataTypes.DATE(6), allowNull: false },
      client: { type: DataTypes.TEXT, allowNull: false, defaultValue: '' },
    },
    { tableName: 'sessions', underscored: true, updatedAt: false },
  );
}
