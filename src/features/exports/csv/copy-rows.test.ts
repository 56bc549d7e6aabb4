import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CopyRows } from '#src/features/exports/csv/copy-rows.ts';

function message(type: string, body: string): Buffer {
  const text = Buffer.from(body);
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeUInt32BE(text.length + 4, 1);
  return Buffer.concat([head, text]);
}

const line = fc.string({ unit: 'grapheme', maxLength: 30 });
const row = line.map((text) => ({ type: 'd', text: `${text}\n` }));
const aside = fc.record({ type: fc.constantFrom('H', 'N', 'S', 'A'), text: fc.string({ maxLength: 20 }) });

describe('CopyRows', () => {
  it('gives the rows whole and in order, wherever the bytes are cut', () => {
    const messages = fc.array(fc.oneof(row, aside), { maxLength: 30 });
    fc.assert(
      fc.property(messages, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sent, cuts) => {
        const end = message('c', '');
        const bytes = Buffer.concat([...sent.map(({ type, text }) => message(type, text)), end]);
        const rows = new CopyRows();
        const parts: Buffer[] = [];
        let count = 0;
        for (let at = 0, n = 0; at < bytes.length && !rows.after; n += 1) {
          const size = cuts[n % cuts.length] ?? 1;
          for (const part of rows.take(Buffer.from(bytes.subarray(at, at + size)))) {
            parts.push(part.bytes);
            count += part.count;
          }
          at += size;
        }
        const expected = sent.filter(({ type }) => type === 'd');
        assert.equal(Buffer.concat(parts).toString(), expected.map(({ text }) => text).join(''));
        assert.equal(count, expected.length);
        assert.deepEqual(rows.after, end);
      }),
    );
  });

  it('leaves an error and what follows it to others', () => {
    const rows = new CopyRows();
    const [first, error, ready] = [message('d', 'a\n'), message('E', 'no'), message('Z', 'I')];
    assert.equal(String(rows.take(Buffer.concat([first, error, ready]))[0]?.bytes), 'a\n');
    assert.deepEqual(rows.after, Buffer.concat([error, ready]));
  });

  it('gives the rows of one number in one part, and no part that is empty', () => {
    const rows = new CopyRows(true);
    const sent = ['1,a\n', '1,b\n', '2,c\n', '3,d\n', '4,e\n'].map((text) => message('d', text));
    const bytes = Buffer.concat([...sent, message('c', '')]);
    // In the middle of the last row, after its number.
    const cut = bytes.indexOf('e\n');
    const parts = [bytes.subarray(0, cut), bytes.subarray(cut)].map((chunk) =>
      rows.take(Buffer.from(chunk)).map((part) => ({ ...part, bytes: part.bytes.toString() })),
    );
    assert.deepEqual(parts, [
      [
        { key: 1, count: 2, bytes: 'a\nb\n' },
        { key: 2, count: 1, bytes: 'c\n' },
        { key: 3, count: 1, bytes: 'd\n' },
      ],
      [{ key: 4, count: 1, bytes: 'e\n' }],
    ]);
  });

  it('parts rows by the number they begin with, wherever the bytes are cut', () => {
    const keyed = fc.record({
      key: fc.integer({ min: 0, max: 2_147_483_647 }),
      lines: fc.array(line, { minLength: 1 }),
    });
    const groups = fc.uniqueArray(keyed, { selector: ({ key }) => key, maxLength: 8 });
    fc.assert(
      fc.property(groups, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sent, cuts) => {
        const messages = sent.flatMap(({ key, lines }) =>
          lines.map((text) => message('d', `${key},${text}\n`)),
        );
        const bytes = Buffer.concat([message('H', 'x'), ...messages, message('c', '')]);
        const rows = new CopyRows(true);
        const got = new Map<number | undefined, { text: Buffer; count: number }>();
        let last: number | undefined;
        for (let at = 0, n = 0; at < bytes.length && !rows.after; n += 1) {
          const size = cuts[n % cuts.length] ?? 1;
          for (const part of rows.take(Buffer.from(bytes.subarray(at, at + size)))) {
            assert.ok(part.key === last || !got.has(part.key), 'rows of one key stay together');
            last = part.key;
            const { text, count } = got.get(part.key) ?? { text: Buffer.alloc(0), count: 0 };
            got.set(part.key, { text: Buffer.concat([text, part.bytes]), count: count + part.count });
          }
          at += size;
        }
        assert.deepEqual(
          [...got].map(([key, { text, count }]) => [key, text.toString(), count]),
          sent.map(({ key, lines }) => [key, lines.map((text) => `${text}\n`).join(''), lines.length]),
        );
      }),
    );
  });
});
