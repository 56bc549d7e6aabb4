import { hash } from 'node:crypto';

export const HASH_BYTES = 32;

const sha256 = (data: Uint8Array): Buffer => hash('sha256', data, 'buffer');

/** Root of a tree without leaves (RFC 9162, 2.1.1). */
export const EMPTY_ROOT: Buffer = sha256(new Uint8Array());

/** Hash of a leaf (RFC 9162, 2.1.1): its prefix keeps it from being taken for a node. */
export function leafHash(data: Uint8Array): Buffer {
  const prefixed = Buffer.allocUnsafe(1 + data.length);
  prefixed[0] = 0;
  prefixed.set(data, 1);
  return sha256(prefixed);
}

const pair = Buffer.alloc(1 + 2 * HASH_BYTES);
pair[0] = 1;

/** Hash of a node over its two children (RFC 9162, 2.1.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return sha256(pair);
}
