import { hash } from 'node:crypto';

/** Bytes that SHA-256 takes at a time, and of what it gives. */
const BLOCK = 64;
const DIGEST = 32;

/**
 * HMAC-SHA-256 (RFC 2104) out of two hashes at one go: a third of the time of Node's `createHmac`, which makes objects
 * around each and is most of what a vote's own hashes cost.
 */
export class KeyedHash {
  #inner = Buffer.allocUnsafeSlow(BLOCK + 1024);
  readonly #outer = Buffer.allocUnsafeSlow(BLOCK + DIGEST);

  /** The key has 64 bytes at most. */
  constructor(key: Uint8Array) {
    this.setKey(key);
  }

  /** Goes on with another key. @throws where it is longer than 64 bytes. */
  setKey(key: Uint8Array): void {
    if (key.length > BLOCK) throw new RangeError('the key is too long');
    this.#inner.fill(0x36, 0, BLOCK);
    this.#outer.fill(0x5c, 0, BLOCK);
    for (let at = 0; at < key.length; at++) {
      const byte = key[at] as number;
      this.#inner[at] = byte ^ 0x36;
      this.#outer[at] = byte ^ 0x5c;
    }
  }

  /** The hash of a text in UTF-8, 32 bytes. */
  digest(text: string): Buffer {
    const most = BLOCK + 3 * text.length;
    if (most > this.#inner.length) this.#inner = Buffer.concat([this.#inner.subarray(0, BLOCK)], most);
    const end = BLOCK + this.#inner.write(text, BLOCK);
    // As text of as many characters as bytes: a buffer of Node's own making takes three times as long.
    this.#outer.write(hash('sha256', this.#inner.subarray(0, end), 'binary'), BLOCK, 'latin1');
    return Buffer.from(hash('sha256', this.#outer, 'binary'), 'latin1');
  }
}
