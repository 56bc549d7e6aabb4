import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { brotliStart, endBrotli } from './brotli-parts.ts';

const read = (stream: Buffer | undefined) => stream && brotliDecompressSync(stream);

test('a start and any end are one stream, which reads as both', () => {
  const bytes = fc.uint8Array({ maxLength: 3000 }).map((values) => Buffer.from(values));
  fc.assert(
    fc.property(bytes, fc.array(bytes, { minLength: 1, maxLength: 4 }), (begins, ends) => {
      const start = brotliStart(begins);
      const end = Buffer.concat(ends);
      fc.pre(end.length > 0);
      assert.deepEqual(read(endBrotli(start, ends)), Buffer.concat([begins, end]));
      assert.deepEqual(read(endBrotli(start, [end, end])), Buffer.concat([begins, end, end]), 'once more');
    }),
  );
});

test('an end has a byte at least and 65,536 at most', () => {
  const start = brotliStart(Buffer.from('<p>'.repeat(1000)));
  for (const length of [1, 256, 65_535, 65_536])
    assert.equal(read(endBrotli(start, [Buffer.alloc(length, 'é')]))?.length, 3000 + length);
  assert.equal(endBrotli(start, []), undefined);
  assert.equal(endBrotli(start, [Buffer.alloc(65_537)]), undefined);
});
