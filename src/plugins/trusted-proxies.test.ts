import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trustedProxies } from './trusted-proxies.ts';

test('an address is a trusted proxy, however it is written', () => {
  const trusted = trustedProxies(['10.0.0.0/8', '192.0.2.1', 'fd00::/8', '2001:db8::1']);
  const ours = [
    '10.1.2.3',
    '::ffff:10.1.2.3',
    '10.1.2.3:80',
    '192.0.2.1',
    'fd12::1',
    '[FD00::9]:80',
    '2001:DB8:0::1',
  ];
  for (const address of ours) assert.equal(trusted?.(address), true, address);
  const others = [
    '11.0.0.1',
    '192.0.2.2',
    'fe80::1',
    '2001:db8::2',
    '::10.1.2.3',
    '10.1.2',
    'unknown',
    '',
    undefined,
  ];
  for (const address of others) assert.equal(trusted?.(address), false, address);
});

test('without proxies there is nobody to trust', () => {
  assert.equal(trustedProxies([]), undefined);
});

test('what is no address, and everybody, is refused by name', () => {
  for (const wrong of ['999.1.1.1', '10.0.0', '10.0.0.0/33', '::1/129', '0.0.0.0/0', '0.0.0.0/00', '::/0'])
    assert.throws(() => trustedProxies(['10.0.0.1', wrong]), {
      message: new RegExp(`TRUSTED_PROXIES: "${wrong}"`),
    });
});
