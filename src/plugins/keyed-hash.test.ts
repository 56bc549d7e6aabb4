import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { KeyedHash } from '#src/plugins/keyed-hash.ts';

const key = fc.uint8Array({ maxLength: 64 });
const text = fc.string({ unit: 'grapheme', maxLength: 80 });
const expected = (secret: Uint8Array, words: string) =>
  createHmac('sha256', secret).update(words).digest('hex');

describe('a keyed hash', () => {
  it('is HMAC-SHA-256, whatever came before', () => {
    fc.assert(
      fc.property(key, fc.array(text, { maxLength: 5 }), (secret, texts) => {
        const keyed = new KeyedHash(secret);
        for (const words of texts) assert.equal(keyed.digest(words).toString('hex'), expected(secret, words));
      }),
    );
  });

  it('takes texts of any length', () => {
    const keyed = new KeyedHash(Buffer.from('key'));
    for (const length of [0, 339, 340, 1024, 1025, 5000, 3])
      for (const digit of ['a', 'ä', '€', '🗳'])
        assert.equal(
          keyed.digest(digit.repeat(length)).toString('hex'),
          expected(Buffer.from('key'), digit.repeat(length)),
          `${length} times ${digit}`,
        );
  });

  it('keeps nothing of the key before', () => {
    fc.assert(
      fc.property(key, key, text, (before, secret, words) => {
        const keyed = new KeyedHash(before);
        keyed.digest(words);
        keyed.setKey(secret);
        assert.equal(keyed.digest(words).toString('hex'), expected(secret, words));
      }),
    );
  });

  it('takes no key that would have to be hashed first', () => {
    assert.throws(() => new KeyedHash(new Uint8Array(65)), RangeError);
  });
});
