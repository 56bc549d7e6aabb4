import { QueryTypes, type Sequelize } from 'sequelize';
import type { QuestionKind, QuestionPolicy } from '#src/database/models/question.ts';
import type { QuestionStatus } from '#src/features/questions/question-status.ts';

/** Where a question lies on the desk: by its status while it is current, or archived. */
export const shelves = ['current', 'draft', 'scheduled', 'open', 'closed', 'archived'] as const;
export type Shelf = (typeof shelves)[number];

/** A question as those see it who manage it. */
export interface DeskQuestion {
  id: number;
  slug: string;
  text: string;
  kind: QuestionKind;
  policy: QuestionPolicy;
  status: QuestionStatus;
  archived: boolean;
  author: string | null;
  votes: number;
  /** Votes of each of the last 24 hours, the newest last. */
  hourly: number[];
  opensAt: Date | null;
  closesAt: Date | null;
  changedAt: Date;
}

/** Which questions: of one author or of all, on one shelf, with these words. */
export interface DeskFilter {
  authorId: number | null;
  shelf: Shelf;
  search: string;
}

const FOUND = `
  WITH found AS (
    SELECT q.id, q.slug, q.text, q.kind, q.policy, q.archived_at IS NOT NULL AS archived, a.name AS author,
      q.opens_at AS "opensAt", q.closes_at AS "closesAt", q.updated_at AS "changedAt",
      CASE
        WHEN q.state = 'draft' THEN 'draft'
        WHEN q.state = 'closed' OR q.closes_at <= now() THEN 'closed'
        WHEN q.opens_at > now() THEN 'scheduled'
        ELSE 'open'
      END AS status
    FROM questions q LEFT JOIN accounts a ON a.id = q.author_id
    WHERE ($1::integer IS NULL OR q.author_id = $1) AND q.text ILIKE $2
  )`;

const ON_SHELF = `archived = ($3 = 'archived') AND ($3 IN ('current', 'archived') OR status = $3)`;

const pattern = (search: string) => `%${search.replace(/[\\%_]/g, '\\$&')}%`;

/** How many questions of the filter lie on each shelf. */
export async function countShelves(
  sequelize: Sequelize,
  { authorId, search }: Omit<DeskFilter, 'shelf'>,
): Promise<Record<Shelf, number>> {
  const rows = await sequelize.query<{ archived: boolean; status: QuestionStatus; count: number }>(
    `${FOUND} SELECT archived, status, count(*)::integer AS count FROM found GROUP BY archived, status`,
    { bind: [authorId, pattern(search)], type: QueryTypes.SELECT },
  );
  const counts = { current: 0, draft: 0, scheduled: 0, open: 0, closed: 0, archived: 0 };
  for (const { archived, status, count } of rows) {
    if (archived) counts.archived += count;
    else {
      counts.current += count;
      counts[status] += count;
    }
  }
  return counts;
}

/** Votes an hour of the last day, by question: one range of the index on ballots for each. */
async function readHours(sequelize: Sequelize, ids: number[]): Promise<Map<number, number[]>> {
  const rows = await sequelize.query<{ id: number; hour: number; votes: number }>(
    `SELECT question_id AS id, floor(extract(epoch FROM now() - cast_at) / 3600)::integer AS hour,
       count(*)::integer AS votes
     FROM ballots WHERE question_id = ANY ($1::integer[]) AND cast_at > now() - interval '24 hours' AND cast_at <= now()
     GROUP BY 1, 2`,
    { bind: [ids], type: QueryTypes.SELECT },
  );
  const hours = new Map(ids.map((id) => [id, new Array<number>(24).fill(0)]));
  for (const { id, hour, votes } of rows) hours.get(id)?.splice(23 - hour, 1, votes);
  return hours;
}

/** The questions of the filter, newest first: `limit` of them after the first `offset`, or below the id `before`. */
export async function readDesk(
  sequelize: Sequelize,
  { authorId, shelf, search }: DeskFilter,
  { limit, offset = 0, before }: { limit: number; offset?: number; before?: number | undefined },
): Promise<DeskQuestion[]> {
  const questions = await sequelize.query<DeskQuestion>(
    `${FOUND} SELECT found.*, coalesce(t.ballots, 0)::float8 AS votes
     FROM found LEFT JOIN turnouts t ON t.question_id = found.id
     WHERE ${ON_SHELF} AND ($4::integer IS NULL OR id < $4) ORDER BY id DESC LIMIT $5 OFFSET $6`,
    { bind: [authorId, pattern(search), shelf, before ?? null, limit, offset], type: QueryTypes.SELECT },
  );
  const hours = await readHours(
    sequelize,
    questions.map(({ id }) => id),
  );
  return questions.map((question) => ({ ...question, hourly: hours.get(question.id) ?? [] }));
}
