import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyedHash } from '../../plugins/keyed-hash.ts';
import { visitorOf } from './visitor-of.ts';

test('the hash depends on the key and tells nothing of the address', () => {
  const [one, two] = [new KeyedHash(Buffer.alloc(32, 1)), new KeyedHash(Buffer.alloc(32, 2))];
  const hash = visitorOf(one, '192.0.2.7');
  assert.equal(hash?.length, 32);
  assert.deepEqual(visitorOf(one, '::ffff:192.0.2.7'), hash);
  assert.notDeepEqual(visitorOf(two, '192.0.2.7'), hash);
});
