import { nodeHash } from '#src/features/proofs/merkle/hashing.ts';
import { halves, type Range } from '#src/features/proofs/merkle/paths.ts';

/** Roots of complete subtrees are stored at every eighth level: a 256th of the leaves, and again of those. */
export const STORED_LEVELS = 8;

/** A stored hash: a leaf at level 0, above it the root over `2 ** level` leaves. */
export interface StoredNode {
  level: number;
  index: number;
}

/** Gives the hashes of stored nodes, in their order. */
export type ReadNodes = (nodes: readonly StoredNode[]) => Promise<readonly Buffer[]>;

function stored({ start, end }: Range): StoredNode | undefined {
  const level = Math.log2(end - start);
  if (level % STORED_LEVELS !== 0 || start % (end - start) !== 0) return undefined;
  return { level, index: start / (end - start) };
}

function collect(range: Range, wanted: StoredNode[]): void {
  const node = stored(range);
  if (node) wanted.push(node);
  else for (const half of halves(range)) collect(half, wanted);
}

function combine(range: Range, next: () => Buffer): Buffer {
  if (stored(range)) return next();
  const [left, right] = halves(range);
  return nodeHash(combine(left, next), combine(right, next));
}

/** The hash over each range, from a few hundred stored ones at most however large the tree is. */
export async function readHashes(ranges: readonly Range[], read: ReadNodes): Promise<Buffer[]> {
  const wanted: StoredNode[] = [];
  for (const range of ranges) collect(range, wanted);
  const found = (await read(wanted)).values();
  const next = () => {
    const { value } = found.next();
    if (!value) throw new Error('a hash of the log is not there');
    return value;
  };
  return ranges.map((range) => combine(range, next));
}
