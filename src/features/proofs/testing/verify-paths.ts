import { nodeHash } from '#src/features/proofs/merkle/hashing.ts';

const same = (a: Buffer | undefined, b: Buffer) => a?.equals(b) ?? false;

/** Whether the path leads from the leaf at this position to the root of a tree of this size (RFC 9162, 2.1.3.2). */
export function verifyInclusion(
  { leaf, position, size, root }: { leaf: Buffer; position: number; size: number; root: Buffer },
  path: readonly Buffer[],
): boolean {
  if (position >= size) return false;
  let fn = position;
  let sn = size - 1;
  let hash = leaf;
  for (const neighbour of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(neighbour, hash);
      while (fn % 2 === 0 && fn !== 0) {
        fn /= 2;
        sn = Math.floor(sn / 2);
      }
    } else hash = nodeHash(hash, neighbour);
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && same(hash, root);
}

interface Head {
  size: number;
  root: Buffer;
}

/** Whether the newer tree holds all of the older one, unchanged and in its order (RFC 9162, 2.1.4.2). */
export function verifyConsistency(older: Head, newer: Head, path: readonly Buffer[]): boolean {
  if (older.size > newer.size) return false;
  if (older.size === newer.size) return path.length === 0 && same(older.root, newer.root);
  // Everything goes on from nothing.
  if (older.size === 0) return path.length === 0;
  const isComplete = Number.isInteger(Math.log2(older.size));
  const [first, ...rest] = isComplete ? [older.root, ...path] : path;
  if (!first) return false;
  let fn = older.size - 1;
  let sn = newer.size - 1;
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  let oldHash = first;
  let newHash = first;
  for (const neighbour of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      oldHash = nodeHash(neighbour, oldHash);
      newHash = nodeHash(neighbour, newHash);
      while (fn % 2 === 0 && fn !== 0) {
        fn /= 2;
        sn = Math.floor(sn / 2);
      }
    } else newHash = nodeHash(newHash, neighbour);
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && same(oldHash, older.root) && same(newHash, newer.root);
}
