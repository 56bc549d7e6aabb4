import { QueryTypes, type Transaction, UniqueConstraintError } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { QuestionModel } from '#src/database/models/question.ts';
import { type Actor, type AuditEntry, recordAction } from '#src/database/record-action.ts';
import { QUESTIONS_CHANNEL } from '#src/features/questions/question-catalogue.ts';
import type { QuestionInput } from '#src/features/questions/question-input.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import { distinctSlugOf, slugOf } from '#src/features/questions/slug.ts';
import { holdVoters, lockQuestion } from '#src/features/questions/vote-gate.ts';
import { type Messages, t } from '#src/ui/messages/messages.ts';

type QuestionRefusal = keyof Messages['questionRefusals'];

/** An action that the question's state does not allow; the message says why, in English. */
export class QuestionStateError extends Error {
  override name = 'QuestionStateError';
  readonly reason: QuestionRefusal;

  constructor(reason: QuestionRefusal) {
    super(t('en').questionRefusals[reason]);
    this.reason = reason;
  }
}

/** Tells every process what was done to a question, once the transaction commits. */
export async function announce(
  database: Database,
  question: QuestionModel,
  event: string,
  transaction: Transaction,
) {
  const payload = JSON.stringify({ id: question.id, slug: question.slug, event });
  await database.sequelize.query('SELECT pg_notify($1, $2)', {
    bind: [QUESTIONS_CHANNEL, payload],
    type: QueryTypes.SELECT,
    transaction,
  });
}

/** Replaces all choices of a question by these, under new ids, and gives the first of the ids. */
export async function replaceChoices(
  database: Database,
  questionId: number,
  choices: string[],
  transaction: Transaction,
) {
  await database.choices.destroy({ where: { questionId }, transaction });
  const created = await database.choices.bulkCreate(
    choices.map((text, index) => ({ questionId, position: index + 1, text })),
    { transaction, returning: ['id'] },
  );
  return Math.min(...created.map(({ id }) => id));
}

/** What a draft comes from: the question that it began as a copy of, and the form that makes it. */
export interface Origin {
  original?: QuestionModel | undefined;
  form?: string | undefined;
}

/**
 * Stores a new draft. `input` is cleaned and checked before. The address follows from the text and never changes.
 * @throws {UniqueConstraintError} where the actor's form has made a question already.
 */
export async function createQuestion(
  database: Database,
  input: QuestionInput,
  actor: Actor | null,
  { original, form }: Origin = {},
): Promise<QuestionModel> {
  const { choices, ...fields } = input;
  const done: Done = original
    ? { action: 'question.duplicated', details: { from: original.slug } }
    : { action: 'question.created', details: {} };
  const authorId = actor?.accountId ?? null;
  const insert = (slug: string) =>
    database.sequelize.transaction(async (transaction) => {
      const question = await database.questions.create({ ...fields, slug, authorId, form }, { transaction });
      await replaceChoices(database, question.id, choices, transaction);
      await recordAction(database.sequelize, transaction, { actor, question, ...done });
      return question;
    });
  const plain = slugOf(input.text);
  try {
    return await insert(plain || distinctSlugOf(input.text));
  } catch (error) {
    if (error instanceof UniqueConstraintError) return insert(distinctSlugOf(input.text));
    throw error;
  }
}

/** The question with its choices in order, whatever its state, or undefined. */
export const findQuestion = (database: Database, slug: string) => findOne(database, { slug });

/** The question that this form of the account has made, with its choices, or undefined. */
export const findByForm = (database: Database, authorId: number, form: string) =>
  findOne(database, { authorId, form });

async function findOne(
  database: Database,
  where: { slug: string } | { authorId: number; form: string },
): Promise<QuestionModel | undefined> {
  const question = await database.questions.findOne({
    where,
    include: 'choices',
    order: [['choices', 'position', 'ASC']],
  });
  return question ?? undefined;
}

/** What is done to a question. */
interface Change {
  event: 'edited' | 'published' | 'closed' | 'archived' | 'credentials';
  actor: Actor | null;
}

/** What the audit log says of a change; undefined where nothing changed. */
export type Done = Pick<AuditEntry, 'action' | 'details'> | undefined;

/**
 * Runs `work` on the locked question, so that no vote is recorded meanwhile, writes down what was done and tells every
 * process of what others see. Gives undefined where there is no such question.
 */
export async function changeQuestion(
  database: Database,
  slug: string,
  { event, actor }: Change,
  work: (question: QuestionModel, transaction: Transaction) => Promise<Done>,
): Promise<QuestionModel | undefined> {
  return database.sequelize.transaction(async (transaction) => {
    // Only these say who may vote.
    if (event === 'credentials') await holdVoters(database, slug, transaction);
    const question = await lockQuestion(database, slug, transaction);
    if (!question) return undefined;
    const done = await work(question, transaction);
    if (!done) return question;
    await recordAction(database.sequelize, transaction, { actor, question, ...done });
    // Credentials are shown to nobody else: all who follow the results would reconnect for nothing.
    if (event !== 'credentials') await announce(database, question, event, transaction);
    return question;
  });
}

/** The time by which votes are taken, which is the database's, now that none is recorded. */
export async function ledgerTime({ sequelize }: Database, transaction: Transaction): Promise<Date> {
  const [row] = await sequelize.query<{ now: Date }>('SELECT clock_timestamp() AS now', {
    transaction,
    type: QueryTypes.SELECT,
  });
  return row?.now as Date;
}

/** Opens a draft for votes, at once or at its opening time. @throws {QuestionStateError} where it cannot be. */
export function publishQuestion(database: Database, slug: string, actor: Actor | null = null) {
  return changeQuestion(database, slug, { event: 'published', actor }, async (question, transaction) => {
    if (question.state !== 'draft') throw new QuestionStateError('published');
    const now = await ledgerTime(database, transaction);
    const opensAt = question.opensAt && question.opensAt > now ? question.opensAt : now;
    if (question.closesAt && question.closesAt <= opensAt) throw new QuestionStateError('closingPassed');
    await question.update({ state: 'open', opensAt }, { transaction });
    return { action: 'question.published' };
  });
}

/** Closes a locked question that is no draft. */
export async function closeNow(
  database: Database,
  question: QuestionModel,
  transaction: Transaction,
): Promise<Done> {
  const now = await ledgerTime(database, transaction);
  if (questionStatus(question, now) === 'closed') return undefined;
  // Votes have their times in microseconds, this is cut to the millisecond: none that was counted is later than its question's close.
  const closesAt = new Date(now.getTime() + 1);
  // A question closed before it opened never opened.
  const opensAt = question.opensAt && question.opensAt > now ? closesAt : question.opensAt;
  await question.update({ state: 'closed', opensAt, closesAt }, { transaction });
  return { action: 'question.closed' };
}

/** Takes no more votes from now on. @throws {QuestionStateError} where the question is a draft. */
export function closeQuestion(database: Database, slug: string, actor: Actor | null = null) {
  return changeQuestion(database, slug, { event: 'closed', actor }, async (question, transaction) => {
    if (question.state === 'draft') throw new QuestionStateError('draft');
    return closeNow(database, question, transaction);
  });
}
