import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { createTestApp } from '../../test/support/test-app.ts';

test('pages and styles are compressed for who asks, and for nobody else', async (t) => {
  const { app } = await createTestApp(t);
  const get = (url: string, encoding?: string) =>
    app.inject({ url, ...(encoding && { headers: { 'accept-encoding': encoding } }) });
  const plain = await get('/');
  assert.equal(plain.headers['content-encoding'], undefined);
  const brotli = await get('/', 'gzip, br');
  assert.equal(brotli.headers['content-encoding'], 'br');
  assert.match(String(brotli.headers.vary), /accept-encoding/i);
  assert.match(brotliDecompressSync(brotli.rawPayload).toString(), /^<!doctype html>/);
  const style = await get('/static/components.css', 'gzip');
  assert.equal(style.headers['content-encoding'], 'gzip');
  assert.match(gunzipSync(style.rawPayload).toString(), /\{/);
  assert.equal((await get('/healthz', 'gzip')).headers['content-encoding'], undefined);
});
