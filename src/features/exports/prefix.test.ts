import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { objectKey, parsePrefix } from '#src/features/exports/prefix.ts';

describe('parsePrefix', () => {
  for (const [input, prefix] of [
    ['', ''],
    ['  ', ''],
    ['autumn', 'autumn'],
    [' autumn/2026/ ', 'autumn/2026'],
    ['date=2026-11-21/a_b.c', 'date=2026-11-21/a_b.c'],
    ['a'.repeat(512), 'a'.repeat(512)],
    ['v1..2', 'v1..2'],
  ] as const)
    it(`takes ${JSON.stringify(input.slice(0, 20))}`, () => {
      assert.deepEqual(parsePrefix(input), { prefix });
    });

  for (const [input, problem] of [
    ['s3://bucket/a', 'Give only the path inside the bucket, without "s3://" and the bucket.'],
    ['/autumn', 'The path must not start with "/".'],
    ['/', 'The path must not start with "/".'],
    ['a//b', 'The path must not contain "//".'],
    ['a//', 'The path must not contain "//".'],
    ['a/../b', 'The path must not contain "." or ".." between slashes.'],
    ['..', 'The path must not contain "." or ".." between slashes.'],
    ['./a', 'The path must not contain "." or ".." between slashes.'],
    ['a b', 'The path may contain only the letters A to Z, digits and the characters / _ - . ='],
    ['a\u0000b', 'The path may contain only the letters A to Z, digits and the characters / _ - . ='],
    ['a\nb', 'The path may contain only the letters A to Z, digits and the characters / _ - . ='],
    ['übung', 'The path may contain only the letters A to Z, digits and the characters / _ - . ='],
    ['a'.repeat(513), 'The path is longer than 512 characters.'],
  ] as const)
    it(`refuses ${JSON.stringify(input.slice(0, 20))}`, () => {
      assert.deepEqual(parsePrefix(input), { problem });
    });
});

describe('objectKey', () => {
  it('puts the object below the prefix, or at the top of the bucket', () => {
    assert.equal(objectKey('a/b', 'best-editor'), 'a/b/question_best-editor.csv');
    assert.equal(objectKey('', 'best-editor'), 'question_best-editor.csv');
  });
});
