import assert from 'node:assert/strict';
import { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { eventually } from '../../test/support/eventually.ts';
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

test('a stream with nothing to say says every 20 seconds that it lives, and no more once its reader has left', async (t) => {
  const { app, published } = await createTestApp(t);
  const { slug } = await published({ results: 'closed' });
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  t.mock.timers.enable({ apis: ['setInterval'] });
  const leave = new AbortController();
  const { body } = await fetch(`${origin}/questions/${slug}/live?only=change`, { signal: leave.signal });
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader() ?? assert.fail('no stream');
  for (let times = 0; times < 2; times += 1) {
    t.mock.timers.tick(20_000);
    assert.equal((await reader.read()).value, 'event: alive\ndata:\n\n');
  }
  const write = t.mock.method(ServerResponse.prototype, 'write');
  leave.abort();
  await eventually(async () =>
    assert.equal(
      await new Promise<number>((told) => app.server.getConnections((_, count) => told(count))),
      0,
    ),
  );
  t.mock.timers.tick(60_000);
  assert.equal(write.mock.callCount(), 0);
  t.mock.timers.reset();
});
