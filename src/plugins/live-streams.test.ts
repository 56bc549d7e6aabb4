import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestApp } from '../../test/support/test-app.ts';

test('a service that stops ends its live streams instead of waiting for their readers', async (t) => {
  const { app, published } = await createTestApp(t);
  const { slug } = await published();
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  const stream = await fetch(`${origin}/questions/${slug}/live`);
  assert.match(stream.headers.get('content-type') ?? '', /^text\/event-stream/);
  const reading = stream.text();
  await app.close();
  assert.match(await reading, /^event: results/);
});
