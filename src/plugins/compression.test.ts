import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { createTestApp } from '../../test/support/test-app.ts';
import { takesBrotli } from './compression.ts';

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

test('a page that many share is the same compressed and plain', async (t) => {
  const { app, published } = await createTestApp(t);
  const { slug } = await published({ text: 'Señor <b>, "tea" or 咖啡?' });
  const own = /<p class="visit-line">[^<]*|value="[^"]*"/g;
  for (const url of [
    `/questions/${slug}`,
    `/questions/${slug}/results?a=<"`,
    `/questions/${slug}/results?${'"'.repeat(7000)}`,
  ]) {
    const [plain, packed] = await Promise.all(
      [{}, { 'accept-encoding': 'gzip, br' }].map((headers) => app.inject({ url, headers })),
    );
    assert.equal(packed?.headers['content-encoding'], 'br');
    const read = brotliDecompressSync(packed.rawPayload).toString();
    // The time of the numbers, where they were not read for both at once.
    const shown = (page: string) => page.replace(own, '').replace(/<time[^>]*>/g, '');
    assert.equal(shown(read), shown(plain?.body ?? ''));
    assert.match(read, /<p class="visit-line">You have visited \d+ times?/);
  }
});

test('Brotli is for who names it, unless with a weight of nothing', () => {
  const takes = (encoding: string) => takesBrotli({ headers: { 'accept-encoding': encoding } });
  for (const encoding of [
    'br',
    'gzip, deflate, br, zstd',
    'gzip;q=1, BR;q=0.1',
    'br ; q=1.000,gzip',
    'br;q=0.001',
  ])
    assert.ok(takes(encoding), encoding);
  for (const encoding of [
    '',
    'gzip',
    '*',
    'br;q=0',
    'gzip, br;q=0.000',
    'br; q=0 ,gzip',
    'x-br',
    'brotli',
    'br;q=a',
  ])
    assert.ok(!takes(encoding), encoding);
  assert.ok(!takesBrotli({ headers: {} }));
});
