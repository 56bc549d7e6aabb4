import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cleanup } from '../../../test/support/cleanup.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp } from '../../../test/support/test-app.ts';

const site = await createTestApp(suiteCleanup());
const html = { accept: 'text/html' };

async function embedded(slug: string, from: Pick<typeof site, 'app'> = site) {
  const headers = { ...html, cookie: 'session=x; flash=saved; voter=forged' };
  const {
    statusCode,
    headers: got,
    body,
  } = await from.app.inject({ url: `/embed/questions/${slug}`, headers });
  return { statusCode, headers: got, body, policy: String(got['content-security-policy']) };
}

test('other sites may show it in a frame, and it asks nothing of anybody', async () => {
  const { slug } = await site.published({ text: 'Framed?' });
  const { statusCode, headers, body, policy } = await embedded(slug);
  assert.equal(statusCode, 200);
  assert.match(policy, /frame-ancestors \*/);
  assert.match(policy, /form-action 'none'/);
  assert.equal(headers['x-frame-options'], undefined);
  assert.equal(headers['set-cookie'], undefined);
  assert.doesNotMatch(body, /<form|<input/);
  assert.match(body, /target="_blank" rel="noopener"/);
});

test('every other page stays out of frames', async () => {
  const { slug } = await site.published({ text: 'Unframed?' });
  for (const url of ['/', `/questions/${slug}`, `/questions/${slug}/results`, `/questions/${slug}/present`]) {
    const { headers } = await site.app.inject({ url, headers: html });
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/, url);
    assert.equal(headers['x-frame-options'], 'SAMEORIGIN', url);
  }
});

test('the operator says which sites may show it', async (t) => {
  const policyWith = async (sites: string) => {
    const own = await createTestApp(t as Cleanup, { EMBED_ANCESTORS: sites });
    const { slug } = await own.published();
    return (await embedded(slug, own)).policy;
  };
  const sites = 'https://intranet.example.org, https://*.example.com';
  assert.match(
    await policyWith(sites),
    /frame-ancestors https:\/\/intranet\.example\.org https:\/\/\*\.example\.com;/,
  );
  assert.match(await policyWith('none'), /frame-ancestors 'none'/);
  await assert.rejects(policyWith("https://a.example; script-src 'unsafe-inline'"), /EMBED_ANCESTORS/);
});

test('it shows what anybody may see, also to who may see more', async () => {
  const { slug } = await site.published({ text: 'Secret?', results: 'organisers' });
  const { authorization } = await site.organiser('root', 'administrator');
  const cookie = `session=${authorization.replace('Bearer ', '')}`;
  const inject = (url: string) => site.app.inject({ url, headers: { ...html, cookie } });
  assert.match((await inject(`/questions/${slug}/results`)).body, /data-live-results/);
  const frame = (await inject(`/embed/questions/${slug}`)).body;
  assert.match(frame, /for the organisers/);
  assert.doesNotMatch(frame, /data-live|0 votes/);
});

test('a question that is not there is missing in the frame too', async () => {
  const later = await site.published({ text: 'Later?', opensAt: new Date(Date.now() + 3_600_000) });
  for (const slug of ['nothing', later.slug]) {
    const { statusCode, body, headers } = await embedded(slug);
    assert.equal(statusCode, 404);
    assert.match(body, /There is no such question/);
    assert.equal(headers['set-cookie'], undefined);
  }
});
