const COPY_DATA = 'd'.charCodeAt(0);
/** Start of the copy, and what a server may say in the middle of it: notices, changed parameters, notifications. */
const ASIDES = new Set([...'HNSA'].map((type) => type.charCodeAt(0)));
const HEADER_BYTES = 5;
const COMMA = ','.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);

/** Rows in the format of the statement, as many as there are for now, and how many of them end here. */
export interface CopiedRows {
  bytes: Buffer;
  count: number;
  /** The number that they all began with and are now without, where the rows of the statement begin with one. */
  key: number | undefined;
}

/** Takes the rows of a COPY out of the messages that carry them: a type, a length in four bytes, one row. */
export class CopyRows {
  /** Set once a message came that is not part of the copy: its bytes and all after it. */
  after: Buffer | undefined;
  readonly #keyed: boolean;
  #header = Buffer.alloc(HEADER_BYTES);
  #headerBytes = 0;
  #isRow = false;
  #missing = 0;
  /** The number at the beginning of the row as far as it has come, while it is coming. */
  #coming: number | undefined;
  #key: number | undefined;
  #ended = 0;
  /** Where what is given next begins. */
  #start = 0;

  /** `keyed` for rows whose first column is a number, not negative, that tells whose they are. */
  constructor(keyed = false) {
    this.#keyed = keyed;
  }

  /**
   * Gives the rows in `bytes`, moved together at its beginning, in parts by the numbers that they began with: no object a row is
   * made, which would be collected late.
   */
  take(bytes: Buffer): CopiedRows[] {
    const parts: CopiedRows[] = [];
    this.#start = 0;
    let end = 0;
    let at = 0;
    while (at < bytes.length) {
      if (this.#coming !== undefined) {
        at = this.#takeKey(bytes, at, end, parts);
      } else if (this.#missing > 0) {
        const stop = Math.min(bytes.length, at + this.#missing);
        if (this.#isRow) bytes.copyWithin(end, at, stop);
        if (this.#isRow) end += stop - at;
        this.#missing -= stop - at;
        if (this.#isRow && this.#missing === 0) this.#ended += 1;
        at = stop;
      } else {
        const copied = bytes.copy(this.#header, this.#headerBytes, at);
        at += copied;
        this.#headerBytes += copied;
        if (this.#headerBytes < HEADER_BYTES) break;
        if (!this.#beginMessage()) {
          this.after = Buffer.concat([this.#header, bytes.subarray(at)]);
          break;
        }
      }
    }
    this.#close(parts, bytes, end);
    return parts;
  }

  /** Reads on in the number that a row begins with, and gives where the rest of the row is. */
  #takeKey(bytes: Buffer, from: number, end: number, parts: CopiedRows[]): number {
    for (let at = from; at < bytes.length; at += 1) {
      this.#missing -= 1;
      const letter = bytes[at] ?? COMMA;
      if (letter !== COMMA) this.#coming = (this.#coming ?? 0) * 10 + letter - ZERO;
      else {
        if (this.#coming !== this.#key) this.#close(parts, bytes, end);
        this.#key = this.#coming;
        this.#coming = undefined;
        return at + 1;
      }
    }
    return bytes.length;
  }

  #close(parts: CopiedRows[], bytes: Buffer, end: number): void {
    if (end > this.#start)
      parts.push({ bytes: bytes.subarray(this.#start, end), count: this.#ended, key: this.#key });
    this.#start = end;
    this.#ended = 0;
  }

  #beginMessage(): boolean {
    const [type = 0] = this.#header;
    this.#headerBytes = 0;
    this.#isRow = type === COPY_DATA;
    if (this.#isRow && this.#keyed) this.#coming = 0;
    // The length counts itself.
    this.#missing = this.#header.readUInt32BE(1) - 4;
    return this.#isRow || ASIDES.has(type);
  }
}
