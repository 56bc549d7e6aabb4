import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressGroup, network } from './address-group.ts';

const fourWays = [
  '192.0.2.7',
  '192.0.2.7:55000',
  '192.000.002.007',
  '192.000.002.007:1',
  '::ffff:192.0.2.7',
  '::FFFF:c000:207',
  '0:0:0:0:0:ffff:192.0.2.7',
  '[::ffff:192.0.2.7]',
  '[::FFFF:192.0.2.7]:443',
];

test('an IPv4 address is one visitor, however it is written', () => {
  for (const address of fourWays) assert.equal(network(address), '192.0.2.7', address);
  assert.notEqual(network('192.0.2.8'), network('192.0.2.7'));
});

test('an IPv6 network of 64 bits is one visitor, however it is written', () => {
  const home = [
    '2001:db8:1:2::1',
    '2001:DB8:1:2:ffff:ffff:ffff:ffff',
    '2001:0db8:0001:0002::',
    '2001:db8:1:2::%eth0',
    '[2001:db8:1:2::3]',
    '[2001:db8:1:2::3]:55000',
    '[2001:DB8:1:2::3%25eth0]:1',
  ];
  for (const address of home) assert.equal(network(address), '2001:db8:1:2', address);
  assert.equal(network('2001:db8::5'), '2001:db8:0:0');
  assert.equal(network('::1'), '0:0:0:0');
  assert.equal(network('2001:db8:0:3::1'), '2001:db8:0:3');
  assert.notEqual(network('2001:db8:1:3::1'), network('2001:db8:1:2::1'));
});

test('what is no address is no visitor, and one altogether to limits', () => {
  for (const text of [
    '',
    'unknown',
    '192.0.2',
    '_hidden',
    'unix:',
    '192.0.2.7:80:80',
    '192.0.2.7:http',
    '192.0.2.7 ',
    '[::1',
    '1::2::3',
  ])
    assert.equal(network(text), undefined, text);
  assert.equal(network(undefined), undefined, 'a connection that is gone');
  assert.equal(addressGroup('unknown'), addressGroup('_hidden'));
  assert.equal(addressGroup(undefined), addressGroup('unknown'));
  assert.equal(addressGroup('192.0.2.7:80'), '192.0.2.7');
});
