import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyedHash } from '../../plugins/keyed-hash.ts';
import { network, visitorOf } from './visitor-of.ts';

test('an IPv4 address is a visitor, however it is written', () => {
  for (const address of ['192.0.2.7', '::ffff:192.0.2.7', '::FFFF:c000:207', '0:0:0:0:0:ffff:192.0.2.7'])
    assert.equal(network(address), '192.0.2.7', address);
  assert.notEqual(network('192.0.2.8'), network('192.0.2.7'));
});

test('an IPv6 network of 64 bits is a visitor', () => {
  const home = [
    '2001:db8:1:2::1',
    '2001:DB8:1:2:ffff:ffff:ffff:ffff',
    '2001:0db8:0001:0002::',
    '2001:db8:1:2::%eth0',
  ];
  for (const address of home) assert.equal(network(address), '2001:db8:1:2', address);
  assert.equal(network('2001:db8::5'), '2001:db8:0:0');
  assert.equal(network('::1'), '0:0:0:0');
  assert.equal(network('2001:db8:0:3::1'), '2001:db8:0:3');
  assert.notEqual(network('2001:db8:1:3::1'), network('2001:db8:1:2::1'));
});

test('what is no address is no visitor', () => {
  for (const text of ['', 'unknown', '192.0.2', '192.0.2.7:80', '[::1]', '1::2::3'])
    assert.equal(network(text), undefined, text);
});

test('the hash depends on the key and tells nothing of the address', () => {
  const [one, two] = [new KeyedHash(Buffer.alloc(32, 1)), new KeyedHash(Buffer.alloc(32, 2))];
  const hash = visitorOf(one, '192.0.2.7');
  assert.equal(hash?.length, 32);
  assert.deepEqual(visitorOf(one, '::ffff:192.0.2.7'), hash);
  assert.notDeepEqual(visitorOf(two, '192.0.2.7'), hash);
});
