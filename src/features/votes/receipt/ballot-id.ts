import { hash } from 'node:crypto';

/** The first 32 hexadecimal digits as a UUID. */
export function formatBallotId(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/**
 * The id of the ballot a receipt code belongs to: a UUID of version 8 (RFC 9562) made of SHA-256. Anybody can go from
 * the code to the ballot, nobody the other way.
 */
export function ballotIdOf(code: string): string {
  const hex = hash('sha256', `tallyscope ballot v1${code}`);
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3];
  return formatBallotId(`${hex.slice(0, 12)}8${hex.slice(13, 16)}${variant}${hex.slice(17)}`);
}

/** The key a receipt is stored under. */
export const receiptHash = (code: string): Buffer =>
  Buffer.from(hash('sha256', `tallyscope receipt v1${code}`), 'hex');
