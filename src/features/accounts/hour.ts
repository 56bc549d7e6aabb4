/** In milliseconds. */
export const HOUR = 3_600_000;
export const QUARTER = HOUR / 4;

/** The start of the hour in UTC. Times of people are kept no finer, so that none can be laid beside a ballot's. */
export const startOfHour = (time: number): Date => new Date(time - (time % HOUR));

/** The day in UTC, `YYYY-MM-DD`. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
