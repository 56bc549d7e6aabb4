const COPY_DATA = 'd'.charCodeAt(0);
/** Start of the copy, and what a server may say in the middle of it: notices, changed parameters, notifications. */
const ASIDES = new Set([...'HNSA'].map((type) => type.charCodeAt(0)));
const HEADER_BYTES = 5;

/** Takes the rows of a COPY out of the messages that carry them: a type, a length in four bytes, one row. */
export class CopyRows {
  /** Rows that have begun. */
  count = 0;
  /** Set once a message came that is not part of the copy: its bytes and all after it. */
  after: Buffer | undefined;
  #header = Buffer.alloc(HEADER_BYTES);
  #headerBytes = 0;
  #isRow = false;
  #missing = 0;

  /** Gives the rows in `bytes`, moved together at its beginning: no object a row is made, which would be collected late. */
  take(bytes: Buffer): Buffer {
    let end = 0;
    let at = 0;
    while (at < bytes.length) {
      if (this.#missing > 0) {
        const stop = Math.min(bytes.length, at + this.#missing);
        if (this.#isRow) bytes.copyWithin(end, at, stop);
        if (this.#isRow) end += stop - at;
        this.#missing -= stop - at;
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
    return bytes.subarray(0, end);
  }

  #beginMessage(): boolean {
    const [type = 0] = this.#header;
    this.#headerBytes = 0;
    this.#isRow = type === COPY_DATA;
    if (this.#isRow) this.count += 1;
    // The length counts itself.
    this.#missing = this.#header.readUInt32BE(1) - 4;
    return this.#isRow || ASIDES.has(type);
  }
}
