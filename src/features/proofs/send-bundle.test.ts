import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createTestApp } from '../../../test/support/test-app.ts';

it('a bundle is asked for thirty times a minute from one address, of pages and API each', async (t) => {
  const { app } = await createTestApp(t);
  for (const url of ['/questions/none/proof/bundle', '/api/v1/questions/none/proof/bundle']) {
    const ask = () => app.inject({ url, remoteAddress: '10.9.9.8' });
    for (let asked = 0; asked < 30; asked += 1) assert.equal((await ask()).statusCode, 404);
    const { statusCode, headers } = await ask();
    assert.equal(statusCode, 429);
    const wait = Number(headers['retry-after']);
    assert.ok(wait > 20 && wait <= 60, `${wait} s`);
  }
});
