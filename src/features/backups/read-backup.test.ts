import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readBackup } from '#src/features/backups/read-backup.ts';

/** A row as COPY writes it: a backslash is always doubled or begins an escape, so no row is the line that ends them. */
const row = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((text) => `${text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`);
const copy = fc.array(row, { maxLength: 5 });

test('lines and rows come out as they went in, wherever the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(copy, { maxLength: 4 }),
      fc.integer({ min: 1, max: 9 }),
      async (copies, size) => {
        const text = copies
          .map((rows) => `-- a line\nCOPY public.a (b) FROM stdin;\n${rows.join('')}\\.\n`)
          .join('');
        async function* pieces() {
          const bytes = Buffer.from(text);
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        }
        const found: string[] = [];
        let rows: Buffer[] = [];
        for await (const piece of readBackup(pieces())) {
          if ('rows' in piece) rows.push(Buffer.from(piece.rows));
          else if ('copied' in piece) {
            found.push(Buffer.concat(rows).toString());
            rows = [];
          } else found.push(piece.line);
        }
        assert.deepEqual(
          found,
          copies.flatMap((each) => ['-- a line', 'COPY public.a (b) FROM stdin;', each.join('')]),
        );
      },
    ),
  );
});
