import { contains, type SearchWord } from '#src/features/lists/search-words.ts';
import { isNewSql, rankSql } from '#src/features/ranking/rank.ts';

/** The orders of the public list. */
export const listOrders = ['ranking', 'newest'] as const;
export type ListOrder = (typeof listOrders)[number];

/** A question's place in the list: what it is ordered by, as text that loses nothing, and its id. */
export interface Place {
  key: string;
  id: number;
}

/** What is asked of the list. */
export interface Listing {
  order: ListOrder;
  /** Words that question or choices must contain; all of them. */
  words: readonly SearchWord[];
  limit: number;
  /** The `limit` questions behind this place. */
  after?: Place | undefined;
  /** The `limit` questions in front of this place. */
  before?: Place | undefined;
}

/** The rank of a question out of `listedSql`, put together from what votes, reactions and the day left. */
export const rankOfListed = rankSql({
  isNew: `(${isNewSql('q.opens_at', 'd.day')})::integer`,
  answers: 'coalesce(t.ballots, 0)',
  likes: 'coalesce(c.likes, 0)',
  dislikes: 'coalesce(c.dislikes, 0)',
});
/** What the public list is made of. */
export const listedSql = `
  FROM questions q CROSS JOIN ranking_day d
  LEFT JOIN turnouts t ON t.question_id = q.id LEFT JOIN reaction_counts c ON c.question_id = q.id
  WHERE q.state <> 'draft' AND q.opens_at <= now() AND q.archived_at IS NULL`;

const KEYS = {
  ranking: { sql: rankOfListed, type: 'bigint' },
  newest: { sql: 'q.opens_at', type: 'timestamptz' },
} as const;

/** The statement behind one page of the list, with its parameters. */
export function listingStatement({ order, words, limit, after, before }: Listing) {
  const { sql, type } = KEYS[order];
  const bind: unknown[] = [limit, ...words.map((word) => word.text)];
  const conditions = words.map((word, index) => contains(`$${index + 2}`, word));
  const place = after ?? before;
  if (place) {
    bind.push(place.key, place.id);
    const side = after ? '<' : '>';
    conditions.push(`(${sql}, q.id) ${side} ($${bind.length - 1}::${type}, $${bind.length}::integer)`);
  }
  const direction = place && !after ? 'ASC' : 'DESC';
  const text = `
    SELECT q.id, (${sql})::text AS key ${listedSql}${conditions.map((condition) => ` AND ${condition}`).join('')}
    ORDER BY ${sql} ${direction}, q.id ${direction} LIMIT $1`;
  return { text, bind };
}
