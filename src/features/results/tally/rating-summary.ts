/** What ratings come to: mean to two decimals and median, both absent without a rating. */
export interface RatingSummary {
  mean: number | undefined;
  median: number | undefined;
}

/** The value at this place, from 0, of the ratings in ascending order. */
function valueAt(counts: readonly number[], place: number): number {
  let left = place;
  for (const [index, count] of counts.entries()) {
    if (left < count) return index + 1;
    left -= count;
  }
  return counts.length;
}

/** Summarises ratings: `counts` are the ratings of 1, of 2 and so on. The median of an even number is halfway between the middle two. */
export function summariseRatings(counts: readonly number[]): RatingSummary {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return { mean: undefined, median: undefined };
  const sum = counts.reduce((all, count, index) => all + count * (index + 1), 0);
  const middle = (total - 1) / 2;
  return {
    mean: Math.round((100 * sum) / total) / 100,
    median: (valueAt(counts, Math.floor(middle)) + valueAt(counts, Math.ceil(middle))) / 2,
  };
}
