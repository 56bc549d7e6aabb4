import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Lengths of an interval, in seconds: those that clocks and calendars have. */
const STEPS = [1, 2, 5, 10, 15, 30]
  .map((minutes) => minutes * MINUTE)
  .concat([1, 2, 3, 6, 12].map((hours) => hours * HOUR))
  .concat([1, 7, 28].map((days) => days * DAY));

/** Intervals that a chart shows at most, but of a question that is open for years. */
const MOST = 48;

/** The length of one interval, in seconds, for a chart from one moment to another. */
export function timelineStep(from: Date, to: Date): number {
  const seconds = (to.getTime() - from.getTime()) / 1000;
  const fits = STEPS.find((step) => seconds / step <= MOST);
  return fits ?? 28 * DAY * Math.ceil(seconds / (28 * DAY * MOST));
}

/** Votes of a question over its life, by interval; those without votes are there too. */
export interface Timeline {
  /** Length of an interval, in seconds. */
  step: number;
  intervals: { start: Date; votes: number }[];
}

export interface TimelineOf {
  id: number;
  timeZone: string;
  opensAt: Date | null;
  closesAt: Date | null;
}

// Intervals begin where the question's own clock says so: on the hour, at midnight, on a Monday. In an hour that clocks
// skip two of them begin at one moment, and of one that they repeat the second is meant, which may be after the opening.
// Each is counted by itself: the index alone answers that, and no ballot's time is turned into that of a clock.
const READ = `
  WITH starts AS (
    SELECT DISTINCT clock AT TIME ZONE $2 AS start
    FROM generate_series(date_bin($3::interval, $4::timestamptz AT TIME ZONE $2, TIMESTAMP '2001-01-01'),
                         $5::timestamptz AT TIME ZONE $2 + $3::interval, $3::interval) AS clock
  ), intervals AS (
    SELECT CASE WHEN lag(start) OVER clock IS NULL THEN least(start, $4) ELSE start END AS start,
           lead(start) OVER clock AS next
    FROM starts WINDOW clock AS (ORDER BY start)
  )
  SELECT start, (
    SELECT count(*) FROM ballots WHERE question_id = $1 AND cast_at >= start AND cast_at < next
  ) AS votes
  FROM intervals WHERE next IS NOT NULL ORDER BY start`;

/** Ballots bear the time of the database, whose clock may be ahead of this process's. */
const NEWEST = 'SELECT max(cast_at) AS newest FROM ballots WHERE question_id = $1';

/** Counts the ballots of a question by the time they were cast, from its opening until now or its close. */
export async function readTimeline(
  { sequelize }: Database,
  { id, timeZone, opensAt, closesAt }: TimelineOf,
  now = new Date(),
): Promise<Timeline> {
  const from = opensAt ?? now;
  const [row] = await sequelize.query<{ newest: Date | null }>(NEWEST, {
    bind: [id],
    type: QueryTypes.SELECT,
  });
  const end = closesAt && closesAt < now ? closesAt : now;
  // A time of the database has microseconds, of which the driver knows nothing.
  const newest = row?.newest ? new Date(row.newest.getTime() + 1) : end;
  const to = newest > end ? newest : end;
  const step = timelineStep(from, to);
  const rows = await sequelize.query<{ start: Date; votes: string }>(READ, {
    bind: [id, timeZone, `${step} seconds`, from.toISOString(), to.toISOString()],
    type: QueryTypes.SELECT,
  });
  return { step, intervals: rows.map(({ start, votes }) => ({ start, votes: Number(votes) })) };
}
