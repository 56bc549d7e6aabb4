/** Objects that are locked, read and looked after together at most. */
const MOST_OBJECTS = 256;
/** Ballots that one statement reads of several questions at most: for as long, the database keeps what it replaces. */
const MOST_BALLOTS = 100_000;

/**
 * Parts objects, in their order, into batches: one that is large is alone. `ballotsOf` gives how many rows to expect;
 * `most` says how many objects and rows a batch of several has at most.
 */
export function batchesOf<T>(
  objects: readonly T[],
  ballotsOf: (object: T) => number,
  most = { objects: MOST_OBJECTS, ballots: MOST_BALLOTS },
): T[][] {
  const batches: T[][] = [];
  let ballots = 0;
  for (const object of objects) {
    const batch = batches.at(-1);
    ballots += ballotsOf(object);
    if (batch && batch.length < most.objects && ballots <= most.ballots) batch.push(object);
    else {
      batches.push([object]);
      ballots = ballotsOf(object);
    }
  }
  return batches;
}
