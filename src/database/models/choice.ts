import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  type Model,
  type ModelStatic,
  type Sequelize,
} from 'sequelize';

export interface ChoiceModel
  extends Model<InferAttributes<ChoiceModel>, InferCreationAttributes<ChoiceModel>> {
  id: CreationOptional<number>;
  questionId: number;
  position: number;
  text: string;
  tally: CreationOptional<number>;
}

/** The `choices` table; `tally` is written by the vote ledger alone. */
export function defineChoice(sequelize: Sequelize): ModelStatic<ChoiceModel> {
  return sequelize.define<ChoiceModel>(
    'choice',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      questionId: { type: DataTypes.INTEGER, allowNull: false },
      position: { type: DataTypes.SMALLINT, allowNull: false },
      text: { type: DataTypes.TEXT, allowNull: false },
      tally: {
        type: DataTypes.BIGINT,
        allowNull: false,
        defaultValue: 0,
        // bigint arrives as a string; counts stay far below 2^53.
        get() {
          return Number(this.getDataValue('tally'));
        },
      },
    },
    { tableName: 'choices', underscored: true, timestamps: false },
  );
}
