import { QueryTypes, type Transaction } from 'sequelize';
import { LOCKS } from '#src/database/advisory-locks.ts';
import type { Database } from '#src/database/database.ts';
import type { QuestionModel } from '#src/database/models/question.ts';

/**
 * SQL that takes every vote of a batch through its question's gate, in the order of their ids. Votes share a question's
 * row, and PostgreSQL lets who shares a row overtake who wants it alone: without a gate, where everyone queues, a close
 * could wait for as long as votes come. Given are the SQL of an array of ids; the rows have `id`.
 */
export const throughGates = (ids: string): string => `
    SELECT id, pg_advisory_xact_lock_shared(${LOCKS.gate}, id) FROM (SELECT DISTINCT id FROM unnest(${ids}) AS id ORDER BY id) v`;

/**
 * Holds a question's gate until the transaction ends. Without one it is left again at once: every vote that was at it is
 * recorded by then, or refused.
 */
export async function holdGate(database: Database, slug: string, transaction?: Transaction): Promise<void> {
  await database.sequelize.query('SELECT pg_advisory_xact_lock($1, id) FROM questions WHERE slug = $2', {
    bind: [LOCKS.gate, slug],
    type: QueryTypes.SELECT,
    ...(transaction && { transaction }),
  });
}

/** Locks a question until the transaction ends, so that no vote is recorded meanwhile; undefined where there is none. */
export async function lockQuestion(
  database: Database,
  slug: string,
  transaction: Transaction,
): Promise<QuestionModel | undefined> {
  await holdGate(database, slug, transaction);
  return (await database.questions.findOne({ where: { slug }, lock: true, transaction })) ?? undefined;
}

/**
 * Makes whoever adds voters to the questions wait for who did before, until that transaction ends. A statement of its own, before
 * the one that records: that one has to see what this one waited for. The only parameter: ids of questions.
 */
export const holdCrowds = {
  name: 'hold-crowds',
  text: `SELECT pg_advisory_xact_lock(${LOCKS.crowds}, id) FROM (SELECT DISTINCT id FROM unnest($1::integer[]) AS id ORDER BY id) v`,
};

/**
 * Has votes of a question wait before they look who may vote, until the transaction ends. For what changes that, before it locks
 * the question: a vote that waits at the gate has looked already.
 */
export async function holdVoters(database: Database, slug: string, transaction: Transaction): Promise<void> {
  const question = await database.questions.findOne({ attributes: ['id'], where: { slug }, transaction });
  if (!question) return;
  await database.sequelize.query(holdCrowds.text, {
    bind: [[question.id]],
    type: QueryTypes.SELECT,
    transaction,
  });
}
