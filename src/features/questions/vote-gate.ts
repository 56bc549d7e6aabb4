import { QueryTypes, type Transaction } from 'sequelize';
import { LOCKS } from '#src/database/advisory-locks.ts';
import type { Database } from '#src/database/database.ts';
import type { QuestionModel } from '#src/database/models/question.ts';

/**
 * SQL that takes the votes of a batch through the gates of their questions, in the order of the questions' ids. Votes take a shared
 * lock on a question's row, and PostgreSQL lets shared locks overtake an exclusive one: without a gate, at which all queue, a
 * close could wait for as long as votes come. `ids` is the SQL of an array of ids; the rows have `id`.
 */
export const throughGates = (ids: string): string => `
    SELECT id, pg_advisory_xact_lock_shared(${LOCKS.gate}, id) FROM (SELECT DISTINCT id FROM unnest(${ids}) AS id ORDER BY id) v`;

/**
 * Takes the gates of questions as who changes them does, so that the next statement sees every vote that had passed them before. Its
 * only parameter is the ids of the questions.
 */
export const holdGates = {
  name: 'hold-gates',
  text: `SELECT pg_advisory_xact_lock(${LOCKS.gate}, id) FROM (SELECT DISTINCT id FROM unnest($1::integer[]) AS id ORDER BY id) v`,
};

/**
 * Holds a question's gate until the transaction ends, or, without a transaction, only waits for it: every vote that was at the gate
 * is then recorded or refused.
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
 * Locks the crowds of questions until the transaction ends, so that transactions add voters one after the other. It is a statement
 * of its own, so that the one that records sees what this one waited for. Its only parameter is the ids of the questions.
 */
export const holdCrowds = {
  name: 'hold-crowds',
  text: `SELECT pg_advisory_xact_lock(${LOCKS.crowds}, id) FROM (SELECT DISTINCT id FROM unnest($1::integer[]) AS id ORDER BY id) v`,
};

/**
 * Makes votes of a question wait, until the transaction ends, before they check who may vote. For changes of who may vote, before
 * they lock the question: a vote that waits at the gate has made that check already.
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
