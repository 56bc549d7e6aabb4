import {
  type CreationOptional,
  DataTypes,
  type HasManyGetAssociationsMixin,
  type InferAttributes,
  type InferCreationAttributes,
  type Model,
  type ModelStatic,
  type NonAttribute,
  type Sequelize,
} from 'sequelize';
import type { ChoiceModel } from '#src/database/models/choice.ts';

/** `single` and `rating` take one choice, `multiple` a set of them, `ranked` an order of preference. */
export const questionKinds = ['single', 'multiple', 'rating', 'ranked'] as const;
export type QuestionKind = (typeof questionKinds)[number];

/** Who votes how often: everyone again and again, or once a browser, an account, a one-time credential. */
export const questionPolicies = ['open', 'browser', 'account', 'credential'] as const;
export type QuestionPolicy = (typeof questionPolicies)[number];

/** Who sees the tally: everyone, who has voted, everyone after the close, or organisers alone. */
export const resultsAudiences = ['always', 'voted', 'closed', 'organisers'] as const;
export type ResultsAudience = (typeof resultsAudiences)[number];

export type QuestionState = 'draft' | 'open' | 'closed';

export interface QuestionModel
  extends Model<InferAttributes<QuestionModel>, InferCreationAttributes<QuestionModel>> {
  id: CreationOptional<number>;
  slug: string;
  text: string;
  description: CreationOptional<string>;
  kind: CreationOptional<QuestionKind>;
  policy: QuestionPolicy;
  /** Choices that a ballot holds at least and at most. */
  minChoices: CreationOptional<number>;
  maxChoices: CreationOptional<number>;
  /** Whether nothing joins a voter to a ballot; only otherwise can an answer be changed. */
  secret: CreationOptional<boolean>;
  results: CreationOptional<ResultsAudience>;
  /** IANA name of the zone that the organiser's times are meant in. */
  timeZone: CreationOptional<string>;
  state: CreationOptional<QuestionState>;
  opensAt: Date | null;
  closesAt: Date | null;
  authorId: number | null;
  /** Since when the question is put away: its address works, but no list shows it. */
  archivedAt: CreationOptional<Date | null>;
  /** Id of its first choice since choices were last put in the place of others; 0 before. */
  choicesFrom: CreationOptional<number>;
  /** Of the page that it was made by; null where that was none. */
  form: CreationOptional<string | null>;
  createdAt: CreationOptional<Date>;
  updatedAt: CreationOptional<Date>;
  choices?: NonAttribute<ChoiceModel[]>;
  getChoices: HasManyGetAssociationsMixin<ChoiceModel>;
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
      minChoices: { type: DataTypes.SMALLINT, allowNull: false, defaultValue: 1 },
      maxChoices: { type: DataTypes.SMALLINT, allowNull: false, defaultValue: 1 },
      secret: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: true },
      results: { type: DataTypes.TEXT, allowNull: false, defaultValue: 'always' },
      timeZone: { type: DataTypes.TEXT, allowNull: false, defaultValue: 'UTC' },
      state: { type: DataTypes.TEXT, allowNull: false, defaultValue: 'draft' },
      opensAt: DataTypes.DATE(6),
      closesAt: DataTypes.DATE(6),
      authorId: DataTypes.INTEGER,
      archivedAt: DataTypes.DATE(6),
      choicesFrom: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      form: DataTypes.UUID,
      createdAt: DataTypes.DATE(6),
      updatedAt: DataTypes.DATE(6),
    },
    { tableName: 'questions', underscored: true },
  );
}
