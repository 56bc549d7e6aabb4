/** Points of a question: once while it is new, for each answer, each like and each dislike. */
const POINTS = { isNew: 10, answers: 10, likes: 5, dislikes: -3 } as const;

type Term = keyof typeof POINTS;
const terms = Object.keys(POINTS) as Term[];

/** The rank of a question as an SQL expression over expressions for its terms: the higher, the further up it is listed; `isNew` is 1 or 0. */
export const rankSql = (columns: Readonly<Record<Term, string>>): string =>
  terms.map((term) => `${POINTS[term]} * (${columns[term]})`).join(' + ');

/** The SQL condition under which a question is new: voting opened on the day that ranks are of, or later (UTC). */
export const isNewSql = (opensAt: string, day: string): string =>
  `(${opensAt} AT TIME ZONE 'UTC')::date >= ${day}`;
