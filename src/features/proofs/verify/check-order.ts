/** Line of a bundle that an entry stands on: the first line is the header. */
export const lineOf = (index: number): number => index + 2;

/**
 * What is wrong with the order of entries, by the positions they bear: one that is missing, one that is there twice, or
 * lines out of order. A tail that is cut off shows nothing here.
 */
export function checkOrder(positions: readonly number[]): string | undefined {
  const wrong = positions.flatMap((position, index) => (position === index ? [] : [index]));
  const [first, last] = [wrong[0], wrong.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const line = lineOf(first);
  const held = positions[first];
  if (new Set(positions).size < positions.length)
    return `line ${line} is added: it holds entry ${held} once more`;
  const isMissing = positions.some((position) => position >= positions.length);
  if (isMissing) return `entry ${first} is missing: line ${line} holds entry ${held}`;
  return wrong.length === 2
    ? `lines ${line} and ${lineOf(last)} are swapped`
    : `lines ${line} to ${lineOf(last)} are in another order`;
}
