import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openExportSite } from '#src/features/exports/testing/export-site.ts';
import { eventually } from '../../../test/support/eventually.ts';

test('one account follows ten exports at a time, and others are not held to that', async (t) => {
  const site = await openExportSite(t);
  const root = await site.organiser('root', 'administrator');
  await site.published();
  const { id } = (await site.api('POST', '/exports', { prefix: 'waits', questions: 'all' })).json();
  const origin = await site.app.listen({ port: 0, host: '127.0.0.1' });
  const open: AbortController[] = [];
  t.after(() => {
    for (const stream of open) stream.abort();
  });
  const follow = async ({ authorization } = site.headers) => {
    const stream = new AbortController();
    const cookie = authorization.replace('Bearer ', 'session=');
    const headers = { cookie, accept: 'text/event-stream' };
    const answer = await fetch(`${origin}/organise/exports/${id}/live`, { headers, signal: stream.signal });
    if (answer.ok) open.push(stream);
    return answer;
  };
  for (let followed = 0; followed < 10; followed += 1) assert.equal((await follow()).status, 200);
  const refused = await follow();
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '10']);
  assert.equal((await follow(root)).status, 200);
  open.shift()?.abort();
  await eventually(async () => assert.equal((await follow()).status, 200));
});
