import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RECEIPT_LIMIT } from '#src/features/receipts/receipt-parts.ts';
import type { Cleanup } from '../../test/support/suite-cleanup.ts';
import { createTestApp } from '../../test/support/test-app.ts';

/** Asks as if from this address, through whatever the header names. */
async function asker(t: Cleanup, env: NodeJS.ProcessEnv = {}) {
  const { app } = await createTestApp(t, env);
  return async (remoteAddress: string, forwarded?: string) => {
    const headers = { ...(forwarded && { 'x-forwarded-for': forwarded }) };
    const payload = { code: 'none' };
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/receipts',
      headers,
      payload,
      remoteAddress,
    });
    return answer.statusCode;
  };
}
const times = (count: number, work: (n: number) => Promise<unknown>) =>
  Promise.all(Array.from({ length: count }, (_, n) => work(n)));

describe('limits by address', () => {
  it('cannot be escaped by naming another address', async (t) => {
    const ask = await asker(t);
    await times(RECEIPT_LIMIT.max, (n) => ask('198.51.100.1', `203.0.113.${n}`));
    assert.equal(await ask('198.51.100.1', '203.0.113.99'), 429);
    assert.equal(await ask('198.51.100.2'), 404);
  });

  it('tell clients of a trusted proxy apart, by what the proxy saw and not by what they claim', async (t) => {
    const ask = await asker(t, { TRUSTED_PROXIES: '10.0.0.0/8' });
    await times(RECEIPT_LIMIT.max, (n) => ask('10.0.0.1', `203.0.113.${n}, 198.51.100.1`));
    assert.equal(await ask('10.0.0.1', '203.0.113.99, 198.51.100.1'), 429);
    assert.equal(await ask('10.0.0.2', '198.51.100.1, 10.0.0.1'), 429, 'through two proxies as well');
    assert.equal(await ask('10.0.0.1', '198.51.100.2'), 404);
    assert.equal(await ask('198.51.100.3', '198.51.100.1'), 404, 'who comes past the proxy is itself');
  });

  it('hold a whole IPv6 network of one customer', async (t) => {
    const ask = await asker(t);
    await times(RECEIPT_LIMIT.max, (n) => ask(`2001:db8:1:2::${n + 1}`));
    assert.equal(await ask('2001:db8:1:2:ffff::1'), 429);
    assert.equal(await ask('2001:db8:1:3::1'), 404);
  });
});
