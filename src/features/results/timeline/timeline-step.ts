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
