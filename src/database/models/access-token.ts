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

export interface AccessTokenModel
  extends Model<InferAttributes<AccessTokenModel>, InferCreationAttributes<AccessTokenModel>> {
  id: CreationOptional<string>;
  accountId: number;
  name: string;
  tokenHash: Buffer;
  scopes: string[];
  /** Days in UTC, `YYYY-MM-DD`; a token is good through the day it expires on. */
  createdOn: string;
  expiresOn: CreationOptional<string | null>;
  lastUsedOn: CreationOptional<string | null>;
  account?: NonAttribute<AccountModel>;
}

/** The `access_tokens` table: only the hash of a token is kept, and times by the day. */
export function defineAccessToken(sequelize: Sequelize): ModelStatic<AccessTokenModel> {
  return sequelize.define<AccessTokenModel>(
    'accessToken',
    {
      id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
      accountId: { type: DataTypes.INTEGER, allowNull: false },
      name: { type: DataTypes.TEXT, allowNull: false },
      tokenHash: { type: DataTypes.BLOB, allowNull: false },
      scopes: { type: DataTypes.ARRAY(DataTypes.TEXT), allowNull: false },
      createdOn: { type: DataTypes.DATEONLY, allowNull: false },
      expiresOn: DataTypes.DATEONLY,
      lastUsedOn: DataTypes.DATEONLY,
    },
    { tableName: 'access_tokens', underscored: true, timestamps: false },
  );
}
