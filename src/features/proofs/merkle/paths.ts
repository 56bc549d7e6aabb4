/** The leaves from `start` up to but not including `end`. */
export interface Range {
  start: number;
  end: number;
}

/** The largest power of two smaller than `size`, which RFC 9162 calls k. */
export function splitPoint(size: number): number {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}

/** What stands beside the way from a leaf to the root: PATH(m, D[n]) of RFC 9162, 2.1.3.1. */
export function inclusionPath(position: number, size: number): Range[] {
  const path: Range[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (position < middle) {
      path.unshift({ start: middle, end });
      end = middle;
    } else {
      path.unshift({ start, end: middle });
      start = middle;
    }
  }
  return path;
}

/** What it takes to see that the first `size` leaves of `newSize` did not change: PROOF(m, D[n]) of RFC 9162, 2.1.4.1. */
export function consistencyPath(size: number, newSize: number): Range[] {
  const path: Range[] = [];
  let start = 0;
  let end = newSize;
  while (end !== size) {
    const middle = start + splitPoint(end - start);
    if (size <= middle) {
      path.unshift({ start: middle, end });
      end = middle;
    } else {
      path.unshift({ start, end: middle });
      start = middle;
    }
  }
  // The old root itself is known to who asks.
  return start === 0 ? path : [{ start, end }, ...path];
}
