/** Where in a file that several questions share the lines of one are. */
export interface ByteRange {
  first: number;
  /** At least one: a range without bytes cannot be asked for. */
  bytes: number;
}

/** The range as the header that asks for it (RFC 9110, section 14.1.2). */
export const byteRange = ({ first, bytes }: ByteRange): string => `bytes=${first}-${first + bytes - 1}`;
