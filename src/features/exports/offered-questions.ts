import { QueryTypes, type Sequelize } from 'sequelize';
import { authorFor, type Viewer } from '#src/features/exports/export-reader.ts';

/** Questions that a form shows at most, besides those that were chosen. */
const MOST = 50;

/** What a form offers: the chosen ones, then the newest that a search finds, out of so many. */
export interface Offer {
  questions: { slug: string; text: string }[];
  /** How many the viewer can export. */
  total: number;
  /** How many of them the search finds. */
  found: number;
}

const MINE = `state <> 'draft' AND ($1::integer IS NULL OR author_id = $1)`;
const MATCHES = `($2 = '' OR search_fold(text) LIKE search_pattern($2))`;

/** The questions that a form offers to the viewer. */
export async function offeredQuestions(
  sequelize: Sequelize,
  viewer: Viewer,
  { search, chosen }: { search: string; chosen: readonly string[] },
): Promise<Offer> {
  const mine = [authorFor(viewer), search];
  const select = { type: QueryTypes.SELECT } as const;
  const questions = await sequelize.query<Offer['questions'][number]>(
    `WITH newest AS (
      SELECT id FROM questions WHERE ${MINE} AND ${MATCHES} ORDER BY opens_at DESC, id DESC LIMIT $4
    )
    SELECT slug, text FROM questions
    WHERE ${MINE} AND (slug = ANY ($3::text[]) OR id IN (SELECT id FROM newest))
    ORDER BY slug = ANY ($3::text[]) DESC, opens_at DESC, id DESC`,
    { bind: [...mine, chosen, MOST], ...select },
  );
  const [counts] = await sequelize.query<Omit<Offer, 'questions'>>(
    `SELECT count(*)::float8 AS total, count(*) FILTER (WHERE ${MATCHES})::float8 AS found FROM questions WHERE ${MINE}`,
    { bind: mine, ...select },
  );
  return { questions, total: 0, found: 0, ...counts };
}
