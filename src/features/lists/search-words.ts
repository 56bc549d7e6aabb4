import type { Ask } from '#src/features/lists/search-turns.ts';

/** Words of a search that count; more would only make it slower. */
const MOST_WORDS = 8;
/** A word that stands in more questions or choices than these is looked for in questions one by one, in their order. */
const COMMON = 200;

/** A word of a search, and whether many questions have it. */
export interface SearchWord {
  text: string;
  common: boolean;
}

/** PostgreSQL holds no NUL in texts: it parts words like a blank. */
const partsOf = (search: string) =>
  search
    .split(/[\s\0]+/)
    .filter(Boolean)
    .slice(0, MOST_WORDS);

/** The words of a search. No more is read of each than tells whether it is common. */
export async function readWords(ask: Ask, search: string): Promise<SearchWord[]> {
  const texts = partsOf(search);
  if (texts.length === 0) return [];
  const some = (table: string, at: number) =>
    `(SELECT count(*) FROM (SELECT FROM ${table} WHERE search_fold(text) LIKE search_pattern($${at}::text) LIMIT ${COMMON + 1}) n)`;
  const columns = texts.map(
    (_, at) => `greatest(${some('questions', at + 1)}, ${some('choices', at + 1)}) > ${COMMON} AS word_${at}`,
  );
  const [row] = await ask<Record<string, boolean>>(`SELECT ${columns.join(', ')}`, texts);
  return texts.map((text, at) => ({ text, common: row?.[`word_${at}`] ?? false }));
}

// OFFSET keeps PostgreSQL from collecting every choice with the word for the sake of a few questions.
const inChoices = (fits: string) =>
  `EXISTS (SELECT FROM choices a WHERE a.question_id = q.id AND ${fits} OFFSET 0)`;

/**
 * The condition that a question or one of its choices contains the word in `parameter`. One that few have is looked up,
 * over both tables at once, so that each can use its index; one that many have is held against each question that comes up.
 */
export const contains = (parameter: string, { common }: SearchWord) => {
  const fits = (text: string) => `search_fold(${text}) LIKE search_pattern(${parameter}::text)`;
  return common
    ? `(${fits('q.text')} OR ${inChoices(fits('a.text'))})`
    : `q.id = ANY (ARRAY(SELECT id FROM questions WHERE ${fits('text')} UNION SELECT question_id FROM choices WHERE ${fits('text')}))`;
};

/** Those of the questions that contain all of the words. */
export async function haveWords(
  ask: Ask,
  words: readonly SearchWord[],
  ids: readonly number[],
): Promise<Set<number>> {
  const conditions = words.map((word, at) => contains(`$${at + 2}`, word));
  const rows = await ask<{ id: number }>(
    `SELECT q.id FROM questions q WHERE ${['q.id = ANY ($1::integer[])', ...conditions].join(' AND ')}`,
    [ids, ...words.map(({ text }) => text)],
  );
  return new Set(rows.map(({ id }) => id));
}
