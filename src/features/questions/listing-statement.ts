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
  words: readonly string[];
  limit: number;
  /** The `limit` questions behind this place. */
  after?: Place | undefined;
  /** The `limit` questions in front of this place. */
  before?: Place | undefined;
}

const rank = rankSql({
  isNew: `(${isNewSql('q.opens_at', 'd.day')})::integer`,
  answers: 'coalesce(t.ballots, 0)',
  likes: 'coalesce(c.likes, 0)',
  dislikes: 'coalesce(c.dislikes, 0)',
});
const KEYS = {
  ranking: { sql: rank, type: 'bigint' },
  newest: { sql: 'q.opens_at', type: 'timestamptz' },
} as const;

/** One condition a word, over both tables at once, so that each can use its index. */
const contains = (word: string) => `q.id IN (
  SELECT id FROM questions WHERE search_fold(text) LIKE search_pattern(${word})
  UNION SELECT question_id FROM choices WHERE search_fold(text) LIKE search_pattern(${word}))`;

/**
 * The statement behind one page of the list, with its parameters. Ranks are put together while reading, from what votes,
 * reactions and the day left: no vote ever writes to what the list is ordered by.
 */
export function listingStatement({ order, words, limit, after, before }: Listing) {
  const { sql, type } = KEYS[order];
  const bind: unknown[] = [limit, ...words];
  const conditions = words.map((_, index) => contains(`$${index + 2}::text`));
  const place = after ?? before;
  if (place) {
    bind.push(place.key, place.id);
    const side = after ? '<' : '>';
    conditions.push(`(${sql}, q.id) ${side} ($${bind.length - 1}::${type}, $${bind.length}::integer)`);
  }
  const direction = place && !after ? 'ASC' : 'DESC';
  const text = `
    SELECT q.id, (${sql})::text AS key, coalesce(t.ballots, 0)::float8 AS ballots
    FROM questions q CROSS JOIN ranking_day d
    LEFT JOIN turnouts t ON t.question_id = q.id LEFT JOIN reaction_counts c ON c.question_id = q.id
    WHERE ${["q.state <> 'draft'", 'q.opens_at <= now()', 'q.archived_at IS NULL', ...conditions].join(' AND ')}
    ORDER BY ${sql} ${direction}, q.id ${direction} LIMIT $1`;
  return { text, bind };
}
