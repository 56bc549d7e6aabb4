import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteRange } from './byte-range.ts';

test('a range of bytes ends with its last one', () => {
  assert.equal(byteRange({ first: 10, bytes: 5 }), 'bytes=10-14');
});
