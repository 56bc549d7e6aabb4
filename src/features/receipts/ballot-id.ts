import { hash } from 'node:crypto';

/** Sixteen bytes as a UUID. */
export function formatBallotId(bytes: Buffer): string {
  const hex = bytes.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * The id of the ballot a receipt code belongs to: a UUID of version 8 (RFC 9562) made of SHA-256. Anybody can go from
 * the code to the ballot, nobody the other way.
 */
export function ballotIdOf(code: string): string {
  const digest = hash('sha256', `tallyscope ballot v1${code}`, 'buffer');
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return formatBallotId(digest);
}

/** The key a receipt is stored under. */
export const receiptHash = (code: string): Buffer => hash('sha256', `tallyscope receipt v1${code}`, 'buffer');
