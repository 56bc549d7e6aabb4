import { QueryTypes, type Sequelize } from 'sequelize';
import type { QuestionKind, QuestionPolicy } from '#src/database/models/question.ts';
import { type DeskFilter, type Shelf, shelfStatement } from '#src/features/questions/desk-shelves.ts';
import type { QuestionStatus } from '#src/features/questions/question-status.ts';

/** A question as its organisers see it. */
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

/** One page of a shelf, newest first, with the ids to go on from in either direction. */
export interface DeskPart {
  questions: DeskQuestion[];
  previous?: number | undefined;
  next?: number | undefined;
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

/** What is shown of the questions with these ids, newest first. The status is that of `questionStatus`, by the database's clock. */
async function describe(
  sequelize: Sequelize,
  ids: readonly number[],
): Promise<Omit<DeskQuestion, 'hourly'>[]> {
  return sequelize.query<DeskQuestion>(
    `SELECT q.id, q.slug, q.text, q.kind, q.policy, q.archived_at IS NOT NULL AS archived, a.name AS author,
      q.opens_at AS "opensAt", q.closes_at AS "closesAt", q.updated_at AS "changedAt",
      CASE
        WHEN q.state = 'draft' THEN 'draft'
        WHEN q.state = 'closed' OR q.closes_at <= now() THEN 'closed'
        WHEN q.opens_at > now() THEN 'scheduled'
        ELSE 'open'
      END AS status, coalesce(t.ballots, 0)::float8 AS votes
    FROM questions q LEFT JOIN accounts a ON a.id = q.author_id LEFT JOIN turnouts t ON t.question_id = q.id
    WHERE q.id = ANY ($1::integer[]) ORDER BY q.id DESC`,
    { bind: [ids], type: QueryTypes.SELECT },
  );
}

/** The newest `limit` questions of the filter on a shelf, or those right behind `after`, or in front of `before`. */
export async function readDesk(
  sequelize: Sequelize,
  { shelf, ...filter }: DeskFilter & { shelf: Shelf },
  { limit, after, before }: { limit: number; after?: number | undefined; before?: number | undefined },
): Promise<DeskPart> {
  // One more than asked for tells whether there is a neighbour on the far side.
  const { text, bind } = shelfStatement(filter, shelf, { limit: limit + 1, below: after, above: before });
  const found = await sequelize.query<{ id: number }>(text, { bind, type: QueryTypes.SELECT });
  const ids = found.map(({ id }) => id).sort((one, other) => other - one);
  const back = after === undefined && before !== undefined;
  const more = ids.length > limit;
  const shown = back ? ids.slice(more ? 1 : 0) : ids.slice(0, limit);
  const [questions, hours] = await Promise.all([describe(sequelize, shown), readHours(sequelize, shown)]);
  return {
    questions: questions.map((question) => ({ ...question, hourly: hours.get(question.id) ?? [] })),
    previous: after !== undefined || (back && more) ? shown[0] : undefined,
    next: back || more ? shown.at(-1) : undefined,
  };
}
