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
    ['s3://bucket/a', ['path_scheme']],
    ['/autumn', ['path_from_top']],
    ['/', ['path_from_top']],
    ['a//b', ['path_empty_segment']],
    ['a//', ['path_empty_segment']],
    ['a/../b', ['path_dots']],
    ['..', ['path_dots']],
    ['./a', ['path_dots']],
    ['a b', ['path_characters']],
    ['a\u0000b', ['path_characters']],
    ['a\nb', ['path_characters']],
    ['übung', ['path_characters']],
    ['a'.repeat(513), ['path_too_long', '512']],
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
