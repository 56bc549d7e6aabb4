import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { objectKey, parsePrefix } from '#src/features/exports/prefix.ts';
import { distinctSlugOf, slugOf } from '#src/features/questions/slug.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom(
    '..',
    '../../etc/passwd',
    '\u202eabc',
    '\u2066x\u2069',
    'İ',
    'ß',
    'ﬁ',
    '１２',
    '%2e%2e',
    '\0',
  ),
);
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

test('whatever a question asks, its address, metric label and file name are plain ASCII', () => {
  fc.assert(
    fc.property(text, (asked) => {
      const slug = slugOf(asked);
      assert.ok(slug === '' || SLUG.test(slug), slug);
      assert.ok(slug.length <= 60);
      assert.match(distinctSlugOf(asked), SLUG);
      assert.equal(slugOf(slug), slug, 'is its own slug');
    }),
    { numRuns: 2000 },
  );
});

test('a path that is taken never leads out of its place, nor to another spelling', () => {
  const part = fc.constantFrom(
    'a',
    '.',
    '..',
    '...',
    '/',
    '//',
    '\\',
    '%2e',
    's3://',
    ' ',
    '=',
    '-',
    '_',
    'é',
    '\0',
    '\n',
    '\u202e',
  );
  const path = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(path, text, (typed, asked) => {
      const parsed = parsePrefix(typed);
      if ('problem' in parsed) return;
      const key = objectKey(parsed.prefix, distinctSlugOf(asked));
      assert.match(key, /^[A-Za-z0-9/_.=-]+$/);
      assert.equal(new URL(key, 'https://bucket.example/exports/').pathname, `/exports/${key}`);
      assert.deepEqual(parsePrefix(parsed.prefix), parsed, 'is the same when it is typed again');
      assert.ok(Buffer.byteLength(key) <= 1024, 'fits into a key of S3');
    }),
    { numRuns: 3000 },
  );
});
