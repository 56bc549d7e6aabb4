import { QueryTypes, type Sequelize } from 'sequelize';

/** A run of ranking: the day that ranks are of now, and how many questions are no longer new. */
export interface RankingRun {
  day: string;
  aged: number;
}

/**
 * Takes back the points of questions that were new on the days before: ranks are of today (UTC, by the database's clock)
 * from now on. Run again, or on several processes at once, it finds nothing left to do.
 * @throws where there is no day that ranks are of.
 */
export async function moveRankingDay(sequelize: Sequelize): Promise<RankingRun> {
  const [run] = await sequelize.query<RankingRun>(
    `WITH before AS (
       SELECT day FROM ranking_day FOR UPDATE
     ), moved AS (
       UPDATE ranking_day SET day = (now() AT TIME ZONE 'UTC')::date
       FROM before WHERE before.day < (now() AT TIME ZONE 'UTC')::date
       RETURNING before.day AS since, ranking_day.day AS today
     )
     SELECT coalesce((SELECT today FROM moved), before.day)::text AS day,
       (SELECT count(*) FROM questions q, moved m
        WHERE q.state <> 'draft' AND (q.opens_at AT TIME ZONE 'UTC')::date BETWEEN m.since AND m.today - 1)::integer AS aged
     FROM before`,
    { type: QueryTypes.SELECT, useMaster: true },
  );
  if (!run) throw new Error('the day of the ranking is missing');
  return run;
}
