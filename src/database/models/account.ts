import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  type Model,
  type ModelStatic,
  type Sequelize,
} from 'sequelize';

export const accountRoles = ['voter', 'organiser', 'administrator'] as const;
export type AccountRole = (typeof accountRoles)[number];

export interface AccountModel
  extends Model<InferAttributes<AccountModel>, InferCreationAttributes<AccountModel>> {
  id: CreationOptional<number>;
  name: string;
  passwordHash: string;
  role: AccountRole;
  createdAt: CreationOptional<Date>;
}

/** The `accounts` table. */
export function defineAccount(sequelize: Sequelize): ModelStatic<AccountModel> {
  return sequelize.define<AccountModel>(
    'account',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      name: { type: DataTypes.TEXT, allowNull: false },
      passwordHash: { type: DataTypes.TEXT, allowNull: false },
      role: { type: DataTypes.TEXT, allowNull: false },
      createdAt: DataTypes.DATE(6),
    },
    { tableName: 'accounts', underscored: true, updatedAt: false },
  );
}
