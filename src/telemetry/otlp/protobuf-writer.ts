/** Up to here text is written character by character: calling into Node costs more. */
const shortString = 48;

const nibbles = new Uint8Array(128);
for (const [value, digit] of [...'0123456789abcdef'].entries()) nibbles[digit.charCodeAt(0)] = value;

/**
 * Writes the protobuf wire format (protobuf.dev, "Encoding") in one pass into memory that is kept for the next message.
 * Field numbers are given as tags: the number times 8, plus the wire type.
 */
export class ProtobufWriter {
  #bytes = Buffer.allocUnsafeSlow(64 * 1024);
  #at = 0;
  #second = 0;
  #secondLow = 0;
  #secondHigh = 0;

  /** Bytes written since they were last taken. */
  get length(): number {
    return this.#at;
  }

  /** A copy of what was written since the last call. */
  take(): Uint8Array {
    const taken = Uint8Array.prototype.slice.call(this.#bytes, 0, this.#at);
    this.#at = 0;
    return taken;
  }

  /** An unsigned integer up to 2^53, or a tag. */
  varint(value: number): void {
    this.#reserve(10);
    let left = value;
    while (left > 0x7fffffff) {
      this.#bytes[this.#at++] = (left % 128) | 128;
      left = Math.floor(left / 128);
    }
    while (left > 127) {
      this.#bytes[this.#at++] = (left & 127) | 128;
      left >>>= 7;
    }
    this.#bytes[this.#at++] = left;
  }

  /** A signed 64-bit integer, in two's complement. */
  int64(value: number): void {
    if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) {
      this.varint(value);
      return;
    }
    this.#reserve(10);
    let left = BigInt.asUintN(64, BigInt(value));
    for (; left > 127n; left >>= 7n) this.#bytes[this.#at++] = Number(left & 127n) | 128;
    this.#bytes[this.#at++] = Number(left);
  }

  fixed32(value: number): void {
    this.#reserve(4);
    this.#at = this.#bytes.writeUInt32LE(value, this.#at);
  }

  /** Eight hexadecimal digits, as the whole number that they are. */
  digits(value: number): void {
    this.#reserve(4);
    const bytes = this.#bytes;
    bytes[this.#at++] = value >>> 24;
    bytes[this.#at++] = value >>> 16;
    bytes[this.#at++] = value >>> 8;
    bytes[this.#at++] = value;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  /** Seconds and nanoseconds since the epoch as one fixed64 of nanoseconds. */
  time(seconds: number, nanoseconds: number): void {
    if (seconds !== this.#second) {
      const start = BigInt(seconds) * 1_000_000_000n;
      this.#second = seconds;
      this.#secondLow = Number(start & 0xffffffffn);
      this.#secondHigh = Number(start >> 32n);
    }
    const low = this.#secondLow + nanoseconds;
    this.fixed32(low >>> 0);
    this.fixed32(this.#secondHigh + (low > 0xffffffff ? 1 : 0));
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Takes over what another wrote, which is empty then. */
  append(other: ProtobufWriter): void {
    this.raw(other.#bytes.subarray(0, other.#at));
    other.#at = 0;
  }

  /** Hexadecimal digits as bytes, with their length. */
  hex(digits: string): void {
    this.#reserve(10 + digits.length);
    const bytes = this.#bytes;
    this.varint(digits.length / 2);
    let at = this.#at;
    for (let index = 0; index < digits.length; index += 2) {
      const high = nibbles[digits.charCodeAt(index)] as number;
      bytes[at++] = (high << 4) | (nibbles[digits.charCodeAt(index + 1)] as number);
    }
    this.#at = at;
  }

  /** Text with its length. */
  string(text: string): void {
    if (!this.#shortAscii(text)) this.#anyString(text);
  }

  #shortAscii(text: string): boolean {
    if (text.length > shortString) return false;
    this.#reserve(1 + shortString);
    const bytes = this.#bytes;
    let at = this.#at + 1;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127) return false;
      bytes[at++] = code;
    }
    bytes[this.#at] = text.length;
    this.#at = at;
    return true;
  }

  #anyString(text: string): void {
    const length = Buffer.byteLength(text);
    this.varint(length);
    this.#reserve(length);
    this.#at += this.#bytes.write(text, this.#at);
  }

  /** Begins a message that will mostly be shorter than 128 bytes (1), 16 KiB (2) or 2 MiB (3); gives what `end` asks for. */
  begin(lengthBytes: 1 | 2 | 3): number {
    this.#reserve(lengthBytes);
    this.#at += lengthBytes;
    return this.#at * 4 + lengthBytes;
  }

  /** Ends the message and puts its length before it. */
  end(begun: number): void {
    const lengthBytes = begun & 3;
    const start = Math.floor(begun / 4);
    const length = this.#at - start;
    const needed = length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : 4;
    if (needed !== lengthBytes) {
      this.#reserve(needed);
      this.#bytes.copyWithin(start - lengthBytes + needed, start, this.#at);
    }
    this.#at = start - lengthBytes;
    this.varint(length);
    this.#at += length;
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.length, this.#at + length));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }
}
