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
import type { ChoiceModel } from '#src/database/models/choice.ts';

export type QuestionKind = 'single';
export type QuestionPolicy = 'open' | 'browser';
export type QuestionState = 'draft' | 'open' | 'closed';

export interface QuestionModel
  extends Model<InferAttributes<QuestionModel>, InferCreationAttributes<QuestionModel>> {
  id: CreationOptional<number>;
  slug: string;
  text: string;
  description: CreationOptional<string>;
  kind: CreationOptional<QuestionKind>;
  policy: QuestionPolicy;
  state: CreationOptional<QuestionState>;
  opensAt: Date | null;
  closesAt: Date | null;
  authorId: number | null;
  createdAt: CreationOptional<Date>;
  updatedAt: CreationOptional<Date>;
  choices?: NonAttribute<ChoiceModel[]>;
}

/** The `questions` table. */
export function defineQuestion(sequelize: Sequelize): ModelStatic<QuestionModel> {
  return sequelize.define<QuestionModel>(
    'question',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      slug: { type: DataTypes.TEXT, allowNull: false },
      text: { type: DataTypes.TEXT, allowNull: false },
      description: { type: DataTypes.TEXT, allowNull: false, defaultValue: '' },
      kind: { type: DataTypes.TEXT, allowNull: false, defaultValue: 'single' },
      policy: { type: DataTypes.TEXT, allowNull: false },
      state: { type: DataTypes.TEXT, allowNull: false, defaultValue: 'draft' },
      opensAt: DataTypes.DATE(6),
      closesAt: DataTypes.DATE(6),
      authorId: DataTypes.INTEGER,
      createdAt: DataTypes.DATE(6),
      updatedAt: DataTypes.DATE(6),
    },
    { tableName: 'questions', underscored: true },
  );
}
