/** Bytes of a part of a large object; S3 takes no less than five MiB. */
export const PART_BYTES = 8 * 1024 * 1024;

/** Most objects fit into the first of these; every part of a large one takes the last. */
const SIZES = [64 * 1024, 1024 * 1024, PART_BYTES];

/** Buffers of finished uploads for the next ones: let go, they would be collected late and pile up. */
const spare = SIZES.map((): Buffer[] => []);

/** A buffer for at least so many bytes, `PART_BYTES` at most. */
export function takeBuffer(bytes: number): Buffer {
  const at = SIZES.findIndex((size) => size >= bytes);
  return spare[at]?.pop() ?? Buffer.allocUnsafeSlow(SIZES[at] ?? PART_BYTES);
}

/** Gives a buffer back that nothing reads any more. */
export function giveBack(buffer: Buffer): void {
  spare[SIZES.indexOf(buffer.length)]?.push(buffer);
}
