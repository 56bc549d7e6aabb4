import { EMPTY_ROOT, nodeHash } from '#src/features/proofs/merkle/hashing.ts';

/** Told of each subtree that is complete from now on: its root, over the `2 ** level` leaves from `index * 2 ** level`. */
export type OnComplete = (level: number, index: number, root: Buffer) => void;

/**
 * The right edge of an append-only tree: the roots of its complete subtrees, largest first. That is all it takes to
 * append, whatever the size (the compact range of Trillian's log).
 */
export class Frontier {
  #size: number;
  readonly #roots: Buffer[];

  /** Goes on from a tree of `size` leaves with these roots; without them from an empty one. */
  constructor(size = 0, roots: readonly Buffer[] = []) {
    this.#size = size;
    this.#roots = [...roots];
  }

  /** Leaves of the tree. */
  get size(): number {
    return this.#size;
  }

  /** Roots of the complete subtrees, the largest first. */
  get roots(): readonly Buffer[] {
    return this.#roots;
  }

  /** Adds a leaf, given by its hash. */
  append(leaf: Buffer, onComplete?: OnComplete): void {
    let root = leaf;
    let index = this.#size;
    for (let level = 1; index % 2 === 1; level++) {
      root = nodeHash(this.#roots.pop() as Buffer, root);
      index = (index - 1) / 2;
      onComplete?.(level, index, root);
    }
    this.#roots.push(root);
    this.#size += 1;
  }

  /** The tree's root (RFC 9162, 2.1.1). */
  root(): Buffer {
    return (
      this.#roots.reduceRight<Buffer | undefined>(
        (right, left) => (right ? nodeHash(left, right) : left),
        undefined,
      ) ?? EMPTY_ROOT
    );
  }
}
