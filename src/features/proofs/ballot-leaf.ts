/** What the log holds of a ballot. */
export interface LoggedBallot {
  /** A UUID. */
  id: string;
  /** When it was cast, in microseconds since the epoch. */
  castAt: number;
  /** Ids of the chosen choices, in the ballot's order. */
  choices: readonly number[];
}

const HEAD_BYTES = 24;

/**
 * The bytes a ballot's leaf is the hash of: its id (16 bytes), its time (8 bytes, microseconds since the epoch) and its
 * choices (4 bytes each), numbers with their most significant byte first. No two ballots have the same.
 */
export function encodeBallot({ id, castAt, choices }: LoggedBallot): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + 4 * choices.length);
  bytes.write(id.replaceAll('-', ''), 0, 'hex');
  // Microseconds pass 2^32 but stay far below 2^53.
  bytes.writeUInt32BE(Math.floor(castAt / 2 ** 32), 16);
  bytes.writeUInt32BE(castAt % 2 ** 32, 20);
  for (const [index, choice] of choices.entries()) bytes.writeUInt32BE(choice, HEAD_BYTES + 4 * index);
  return bytes;
}

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{6})Z$/;

/**
 * Microseconds since the epoch of a time as files write it, `2026-11-21T10:04:23.123456Z`; undefined for any other text, and
 * for times before the epoch, which leaves cannot hold.
 */
export function readMicroseconds(text: string): number | undefined {
  const [, whole, fraction] = TIME.exec(text) ?? [];
  const seconds = Date.parse(`${whole}Z`);
  return Number.isNaN(seconds) || seconds < 0 ? undefined : seconds * 1000 + Number(fraction);
}

/** The time as files write it. */
export function showMicroseconds(microseconds: number): string {
  const fraction = microseconds % 1_000_000;
  const whole = new Date((microseconds - fraction) / 1000).toISOString().slice(0, 19);
  return `${whole}.${String(fraction).padStart(6, '0')}Z`;
}
