import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withoutFirstColumn } from '#src/features/exports/csv/without-first-column.ts';

const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', 'é', ' ') });
const quoted = (text: string) => (/[,"\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

test('what is left is the same CSV without its first column, however it comes in pieces', async () => {
  const records = fc.array(fc.tuple(fc.constantFrom('q', 'best-editor'), field), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(records, fc.integer({ min: 1, max: 9 }), async (rows, size) => {
      const rest = rows.map(([, text]) => `${quoted(text)},2026\n`);
      const whole = Buffer.from(rows.map(([slug], at) => `${slug},${rest[at]}`).join(''));
      async function* pieces() {
        for (let at = 0; at < whole.length; at += size) yield Uint8Array.from(whole.subarray(at, at + size));
      }
      const left: Buffer[] = [];
      for await (const bytes of withoutFirstColumn(pieces())) left.push(Buffer.from(bytes));
      assert.equal(Buffer.concat(left).toString(), rest.join(''));
    }),
  );
});
