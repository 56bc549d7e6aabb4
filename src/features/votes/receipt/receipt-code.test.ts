import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readReceiptCode, showReceiptCode } from '#src/features/votes/receipt/receipt-code.ts';
import { codeOf } from '#src/features/votes/typed-code.ts';

const bytes = fc.uint8Array({ minLength: 17, maxLength: 32 });

describe('receipt codes', () => {
  it('hold the first 130 bits, most significant first', () => {
    fc.assert(
      fc.property(bytes, (source) => {
        const bits = [...source.subarray(0, 17)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
        const digits = bits.slice(0, 130).match(/.{5}/g) ?? [];
        const expected = digits
          .map((digit) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number.parseInt(digit, 2)])
          .join('');
        assert.equal(codeOf(source), expected);
      }),
    );
  });

  it('are shown in groups and read again', () => {
    const code = codeOf(new Uint8Array(17).fill(0b10101010));
    assert.equal(showReceiptCode(code), 'NANAN-ANANA-NANAN-ANANA-NANANA');
    assert.equal(readReceiptCode(showReceiptCode(code)), code);
  });

  it('are read in any case, with any spaces and hyphens, with letters that look like digits', () => {
    fc.assert(
      fc.property(
        bytes,
        fc.infiniteStream(fc.constantFrom('', '', ' ', '-', '–', '\t', '\u00a0')),
        (source, gaps) => {
          const code = codeOf(source);
          const typed = [...code]
            .map((digit) => ({ '1': 'l', '0': 'o' })[digit] ?? digit.toLowerCase())
            .map((digit) => digit + (gaps.next().value ?? ''))
            .join('');
          assert.equal(readReceiptCode(typed), code);
          assert.equal(readReceiptCode(typed.replaceAll('l', 'I')), code);
        },
      ),
    );
  });

  it('are nothing else', () => {
    const code = codeOf(randomBytes(17));
    for (const typed of [
      '',
      ' ',
      code.slice(1),
      `${code}0`,
      `U${code.slice(1)}`,
      `!${code.slice(1)}`,
      `é${code.slice(1)}`,
    ])
      assert.equal(readReceiptCode(typed), undefined, typed);
  });
});
