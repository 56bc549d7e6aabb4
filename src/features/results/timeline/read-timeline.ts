import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import { timelineStep } from '#src/features/results/timeline/timeline-step.ts';

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

// Intervals begin where the question's own clock says so: on the hour, at midnight, on a Monday.
const READ = `
  WITH intervals AS (
    SELECT generate_series(date_bin($3::interval, $4::timestamptz AT TIME ZONE $2, TIMESTAMP '2001-01-01'),
                           $5::timestamptz AT TIME ZONE $2, $3::interval) AS start
  ), votes AS (
    SELECT date_bin($3::interval, cast_at AT TIME ZONE $2, TIMESTAMP '2001-01-01') AS start, count(*) AS votes
    FROM ballots WHERE question_id = $1 GROUP BY 1
  )
  SELECT start AT TIME ZONE $2 AS start, coalesce(votes, 0) AS votes
  FROM intervals LEFT JOIN votes USING (start) ORDER BY intervals.start`;

/** Counts the ballots of a question by the time they were cast, from its opening until now or its close. */
export async function readTimeline(
  { sequelize }: Database,
  { id, timeZone, opensAt, closesAt }: TimelineOf,
  now = new Date(),
): Promise<Timeline> {
  const from = opensAt ?? now;
  const to = closesAt && closesAt < now ? closesAt : now;
  const step = timelineStep(from, to);
  const rows = await sequelize.query<{ start: Date; votes: string }>(READ, {
    bind: [id, timeZone, `${step} seconds`, from.toISOString(), to.toISOString()],
    type: QueryTypes.SELECT,
  });
  return { step, intervals: rows.map(({ start, votes }) => ({ start, votes: Number(votes) })) };
}
