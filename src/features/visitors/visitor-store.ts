import { QueryTypes, type Sequelize } from 'sequelize';

/** Visits by visitor, each a keyed hash as base64url. */
export type Visits = ReadonlyMap<string, number>;

/** What a visitor is told: their own visits, and how many visitors there are. */
export interface VisitCount {
  visits: number;
  unique: number;
}

// A visitor who is new adds to the total in the same statement, so that nobody ever has to count the table.
const RECORD = `
  WITH seen AS (
    SELECT * FROM unnest($1::bytea[], $2::bigint[]) AS s (visitor, visits)
  ), kept AS (
    INSERT INTO visitors AS v (visitor, visits, last_day)
    SELECT visitor, visits, (now() AT TIME ZONE 'UTC')::date FROM seen ORDER BY visitor
    ON CONFLICT (visitor) DO UPDATE SET visits = v.visits + excluded.visits, last_day = excluded.last_day
    RETURNING visitor, visits, xmax = 0 AS new
  ), added AS (
    UPDATE visitor_totals SET visitors = visitors + (SELECT count(*) FROM kept WHERE new)
    WHERE EXISTS (SELECT FROM kept WHERE new)
    RETURNING visitors
  )
  SELECT visitor, visits::float8, coalesce((SELECT visitors FROM added), (SELECT visitors FROM visitor_totals))::float8 AS total
  FROM kept`;

/** Adds visits, in one statement for all of them; gives each visitor's sum and how many visitors there are now. */
export async function recordVisits(sequelize: Sequelize, seen: Visits) {
  const bind = [[...seen.keys()].map((key) => Buffer.from(key, 'base64url')), [...seen.values()]];
  const rows = await sequelize.query<{ visitor: Buffer; visits: number; total: number }>(RECORD, {
    bind,
    type: QueryTypes.SELECT,
    useMaster: true,
  });
  const sums = new Map(rows.map(({ visitor, visits }) => [visitor.toString('base64url'), visits]));
  return { sums, unique: rows[0]?.total ?? 0 };
}

/** The recorded visits of one visitor, and how many visitors there are. */
export async function readVisits(sequelize: Sequelize, visitor: string): Promise<VisitCount> {
  const [row] = await sequelize.query<VisitCount>(
    `SELECT coalesce((SELECT visits FROM visitors WHERE visitor = $1), 0)::float8 AS visits,
            (SELECT visitors FROM visitor_totals)::float8 AS unique`,
    { bind: [Buffer.from(visitor, 'base64url')], type: QueryTypes.SELECT },
  );
  return row ?? { visits: 0, unique: 0 };
}

/** How many visitors there are. */
export async function uniqueVisitors(sequelize: Sequelize): Promise<number> {
  const [row] = await sequelize.query<{ visitors: number }>('SELECT visitors::float8 FROM visitor_totals', {
    type: QueryTypes.SELECT,
  });
  return row?.visitors ?? 0;
}

/** Forgets visitors who were not here for `days` days, `most` at once so that nobody who comes back waits for long; gives how many. */
export async function forgetVisitors(sequelize: Sequelize, days: number, most = 20_000): Promise<number> {
  const [row] = await sequelize.query<{ forgotten: number }>(
    `WITH due AS MATERIALIZED (
       SELECT visitor FROM visitors WHERE last_day < (now() AT TIME ZONE 'UTC')::date - $1::integer
       ORDER BY last_day LIMIT $2 FOR UPDATE SKIP LOCKED
     ), gone AS (
       DELETE FROM visitors WHERE visitor = ANY (ARRAY(SELECT visitor FROM due)) RETURNING visitor
     ), fewer AS (
       UPDATE visitor_totals SET visitors = visitors - (SELECT count(*) FROM gone) WHERE EXISTS (SELECT FROM gone)
     )
     SELECT count(*)::float8 AS forgotten FROM gone`,
    { bind: [days, most], type: QueryTypes.SELECT, useMaster: true },
  );
  return row?.forgotten ?? 0;
}
