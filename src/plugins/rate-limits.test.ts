import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BUNDLE_LIMIT } from '#src/features/proofs/send-bundle.ts';
import type { Cleanup } from '../../test/support/cleanup.ts';
import { createTestApp } from '../../test/support/test-app.ts';

/** Asks as if from this address, through whatever the header names. */
async function asker(t: Cleanup, env: NodeJS.ProcessEnv = {}) {
  const { app } = await createTestApp(t, env);
  return async (remoteAddress: string, forwarded?: string) => {
    const headers = { ...(forwarded && { 'x-forwarded-for': forwarded }) };
    const url = '/api/v1/questions/none/proof/bundle';
    return (await app.inject({ url, headers, remoteAddress })).statusCode;
  };
}
const times = (count: number, work: (n: number) => Promise<unknown>) =>
  Promise.all(Array.from({ length: count }, (_, n) => work(n)));

describe('limits by address', () => {
  it('cannot be escaped by naming another address', async (t) => {
    const ask = await asker(t);
    await times(BUNDLE_LIMIT.max, (n) => ask('198.51.100.1', `203.0.113.${n}`));
    assert.equal(await ask('198.51.100.1', '203.0.113.99'), 429);
    assert.equal(await ask('198.51.100.2'), 404);
  });

  it('tell clients of a trusted proxy apart, by what the proxy saw and not by what they claim', async (t) => {
    const ask = await asker(t, { TRUSTED_PROXIES: '10.0.0.0/8' });
    await times(BUNDLE_LIMIT.max, (n) => ask('10.0.0.1', `203.0.113.${n}, 198.51.100.1`));
    assert.equal(await ask('10.0.0.1', '203.0.113.99, 198.51.100.1'), 429);
    assert.equal(await ask('10.0.0.2', '198.51.100.1, 10.0.0.1'), 429, 'through two proxies as well');
    assert.equal(await ask('10.0.0.1', '198.51.100.2'), 404);
    assert.equal(await ask('198.51.100.3', '198.51.100.1'), 404, 'who comes past the proxy is itself');
  });

  it('are not escaped by a proxy that writes one client in many ways', async (t) => {
    const ask = await asker(t, { TRUSTED_PROXIES: '10.0.0.0/8,fd00::/8' });
    const ways = [
      (n: number) => `198.51.100.1:${1024 + n}`,
      (n: number) => `203.0.113.9, [::ffff:198.51.100.1]:${1024 + n}`,
      (n: number) => `198.51.100.1:${1024 + n}, 10.0.0.${n}:443, ,[FD00::${n}]:443`,
      () => '198.051.100.001',
    ];
    await times(BUNDLE_LIMIT.max, (n) => ask('10.0.0.1', ways[n % ways.length]?.(n)));
    for (const way of ways) assert.equal(await ask('10.0.0.1', way(99)), 429, way(99));
    assert.equal(await ask('10.0.0.1', '198.51.100.2:1024'), 404);
    await times(BUNDLE_LIMIT.max, (n) =>
      ask('10.0.0.1', `198.51.100.${n}, [2001:db8:1:2::${n}%eth0]:${1024 + n}`),
    );
    assert.equal(await ask('10.0.0.1', '2001:DB8:1:2::'), 429);
  });

  it('count together whom a proxy does not tell', async (t) => {
    const ask = await asker(t, { TRUSTED_PROXIES: '10.0.0.0/8' });
    const untold = ['unknown', '_hidden', 'unix:', '"[::1', '198.51.100.1 198.51.100.2', '1'.repeat(9000)];
    await times(BUNDLE_LIMIT.max, (n) => ask('10.0.0.1', `203.0.113.${n}, ${untold[n % untold.length]}${n}`));
    assert.equal(await ask('10.0.0.1', '203.0.113.99, another'), 429);
    assert.equal(await ask('10.0.0.1', '198.51.100.2'), 404);
  });

  it('hold a whole IPv6 network of one customer', async (t) => {
    const ask = await asker(t);
    await times(BUNDLE_LIMIT.max, (n) => ask(`2001:db8:1:2::${n + 1}`));
    assert.equal(await ask('2001:db8:1:2:ffff::1'), 429);
    assert.equal(await ask('2001:db8:1:3::1'), 404);
  });
});
