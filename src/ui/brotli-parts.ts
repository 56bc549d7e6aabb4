import { brotliCompressSync, constants } from 'node:zlib';

/** The most that fits into a meta-block whose length takes four digits. */
const MOST = 65_536;
/** The last meta-block, which is empty. */
const LAST = Buffer.from([0b11]);

/** The beginning of a Brotli stream, compressed, up to the end of a byte. It is made once for many ends. */
export const brotliStart = (bytes: Buffer): Buffer =>
  brotliCompressSync(bytes, {
    finishFlush: constants.BROTLI_OPERATION_FLUSH,
    params: { [constants.BROTLI_PARAM_QUALITY]: 5 },
  });

/**
 * Goes on after {@link brotliStart} with bytes as they are, in a meta-block that is not compressed (RFC 7932, 9.2): at no
 * cost but their length. Undefined where they are none, or more than fit into one.
 */
export function endBrotli(start: Buffer, rest: readonly Buffer[]): Buffer | undefined {
  const length = rest.reduce((sum, bytes) => sum + bytes.length, 0);
  if (length === 0 || length > MOST) return undefined;
  const head = Buffer.allocUnsafe(3);
  // From the lowest bit on: more blocks follow, four digits of the length less one, and no compression.
  head.writeUIntLE(((length - 1) << 3) | (1 << 19), 0, 3);
  return Buffer.concat([start, head, ...rest, LAST]);
}
