/** The leaves from `start` up to but not including `end`. */
export interface Range {
  start: number;
  end: number;
}

/** Both sides of a range: the left one as large a power of two as fits, which RFC 9162 calls k. */
export function halves({ start, end }: Range): [left: Range, right: Range] {
  let k = 1;
  while (k * 2 < end - start) k *= 2;
  return [
    { start, end: start + k },
    { start: start + k, end },
  ];
}

/** The way from the root over `size` leaves down to a leaf, as far as `isEnd`: what stands beside it, the last first. */
function descend(
  size: number,
  leaf: number,
  isEnd: (range: Range) => boolean,
): { end: Range; path: Range[] } {
  const path: Range[] = [];
  let range = { start: 0, end: size };
  while (!isEnd(range)) {
    const [left, right] = halves(range);
    const isLeft = leaf < right.start;
    path.unshift(isLeft ? right : left);
    range = isLeft ? left : right;
  }
  return { end: range, path };
}

/** What stands beside the way from a leaf to the root: PATH(m, D[n]) of RFC 9162, 2.1.3.1. */
export const inclusionPath = (position: number, size: number): Range[] =>
  descend(size, position, ({ start, end }) => end - start === 1).path;

/** What it takes to see that the first `size` leaves of `newSize` did not change: PROOF(m, D[n]) of RFC 9162, 2.1.4.1. */
export function consistencyPath(size: number, newSize: number): Range[] {
  const { end, path } = descend(newSize, size - 1, (range) => range.end === size);
  // The old root itself is known to who asks.
  return end.start === 0 ? path : [end, ...path];
}
