import { QueryTypes, type Sequelize } from 'sequelize';

/** What somebody may say of a question besides voting. */
export type Reaction = 'like' | 'dislike';

/** Likes and dislikes of a question, and what the reader said. */
export interface Reactions {
  likes: number;
  dislikes: number;
  own: Reaction | null;
}

export const NO_REACTIONS: Reactions = { likes: 0, dislikes: 0, own: null };

/** Sets the account's reaction to a question that is there, or takes it back. The counts follow in the same transaction, by triggers. */
export async function react(
  sequelize: Sequelize,
  questionId: number,
  accountId: number,
  reaction: Reaction | null,
): Promise<void> {
  if (reaction === null) {
    await sequelize.query('DELETE FROM reactions WHERE question_id = $1 AND account_id = $2', {
      bind: [questionId, accountId],
    });
    return;
  }
  // Waits for a deletion of the question, and then stores nothing.
  await sequelize.query(
    `INSERT INTO reactions AS r (question_id, account_id, value)
     SELECT id, $2, $3 FROM questions WHERE id = $1 FOR KEY SHARE
     ON CONFLICT (question_id, account_id) DO UPDATE SET value = excluded.value WHERE r.value <> excluded.value`,
    { bind: [questionId, accountId, reaction === 'like' ? 1 : -1] },
  );
}

/** The reactions to questions by their ids, as this account sees them; a question nobody reacted to is left out. */
export async function readReactions(
  sequelize: Sequelize,
  questionIds: readonly number[],
  accountId: number | undefined,
): Promise<Map<number, Reactions>> {
  const rows = await sequelize.query<{ id: number; likes: number; dislikes: number; value: number | null }>(
    `SELECT c.question_id AS id, c.likes::float8, c.dislikes::float8, r.value
     FROM reaction_counts c LEFT JOIN reactions r ON r.question_id = c.question_id AND r.account_id = $2
     WHERE c.question_id = ANY ($1::integer[])`,
    { bind: [questionIds, accountId ?? null], type: QueryTypes.SELECT },
  );
  const own = { '1': 'like', '-1': 'dislike' } as const;
  return new Map(
    rows.map(({ id, likes, dislikes, value }) => [
      id,
      { likes, dislikes, own: value === null ? null : (own[value as 1 | -1] ?? null) },
    ]),
  );
}

/** The reactions to one question, as this account sees them. */
export async function reactionsTo(
  sequelize: Sequelize,
  questionId: number,
  accountId: number | undefined,
): Promise<Reactions> {
  const reactions = await readReactions(sequelize, [questionId], accountId);
  // A new object for each reading: a shared page is kept for as long as it is made from the same object.
  return reactions.get(questionId) ?? { ...NO_REACTIONS };
}
