import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { createTestApp } from '../../../test/support/test-app.ts';

describe('the receipt of a vote', () => {
  it('shows the trace of the vote on the next results page and on one more, and is taken back', async (t) => {
    const { app, published } = await createTestApp(t);
    const { slug } = await published();
    const url = `/questions/${slug}/results`;
    const show = (voted?: string) => app.inject({ url, ...(voted && { cookies: { voted } }) });
    const traceId = 'c0ffee00c0ffee00c0ffee00c0ffee00';

    const first = await show(`${traceId}.${'0'.repeat(26)}`);
    const code = '00000-00000-00000-00000-000000';
    assert.match(
      first.body,
      new RegExp(`your vote is counted\\..*<code>${code}</code>.*<code>${traceId}</code>`, 's'),
    );
    const kept = first.cookies.find(({ name }) => name === 'voted');
    assert.deepEqual([kept?.path, kept?.maxAge], [url, 60]);
    const second = await show(kept?.value);
    assert.match(second.body, new RegExp(`<code>${code}</code>.*<code>${traceId}</code>`, 's'));
    const ofAccount = await show(kept?.value?.replace(/[^.]*$/, '7'));
    assert.doesNotMatch(ofAccount.body, new RegExp(code), 'shown to an account before');
    const cleared = second.cookies.find(({ name }) => name === 'voted');
    assert.deepEqual([cleared?.value, cleared?.path], ['', url]);

    assert.match((await show('-')).body, /your vote is counted\./);
    const forged = await show('<b>c0ffee</b>.<b>');
    assert.doesNotMatch(forged.body, /its trace|<b>|receipt code/);
    for (const trace of [`0${traceId}`, `${traceId}0`])
      assert.doesNotMatch((await show(`${trace}.`)).body, /its trace/);
    const without = await show();
    assert.doesNotMatch(without.body, /your vote is counted/);
    assert.ok(!without.cookies.some(({ name }) => name === 'voted'), 'nothing to be taken back');
  });

  it('is kept by the browser that voted, for the page of results and a minute', async (t) => {
    const test = await createTestApp(t);
    const { slug, choices } = await test.published();
    const visitor = new PageVisitor(test);
    const { body } = await visitor.get(`/questions/${slug}`);
    const ballot = /name="ballot" value="([^"]+)"/.exec(body)?.[1] ?? '';
    const { location, headers } = await visitor.post(`/questions/${slug}/votes`, {
      ballot,
      choices: String(choices[0]),
    });
    assert.equal(location, `/questions/${slug}/results`);
    const cookie = [headers['set-cookie']].flat().find((one) => String(one).startsWith('voted='));
    // Not traced: there is a sign in place of the trace.
    assert.match(
      String(cookie),
      new RegExp(`^voted=-\\.[0-9A-Z]{26}; Max-Age=60; Path=/questions/${slug}/results;`),
    );
    const shown = await visitor.get(`/questions/${slug}/results`);
    assert.match(
      shown.body,
      /your vote is counted\..*<code>[0-9A-Z]{5}(-[0-9A-Z]{5}){3}-[0-9A-Z]{6}<\/code>/s,
    );
    assert.doesNotMatch(shown.body, /its trace/);
    assert.match((await visitor.get(`/questions/${slug}/results`)).body, /your vote is counted/);
    assert.doesNotMatch((await visitor.get(`/questions/${slug}/results`)).body, /your vote is counted/);
  });

  it('is not shown to who votes next in the same browser', async (t) => {
    const test = await createTestApp(t);
    const { slug, choices } = await test.published({ policy: 'browser' });
    const visitor = new PageVisitor(test);
    const send = (ballot: string) =>
      visitor.post(`/questions/${slug}/votes`, { ballot, choices: String(choices[0]) });
    await send('first');
    assert.match((await visitor.get(`/questions/${slug}/results`)).body, /your vote is counted/);
    await send('second');
    assert.doesNotMatch(
      (await visitor.get(`/questions/${slug}/results`)).body,
      /your vote is counted|<code>[0-9A-Z]{5}-/,
    );
  });
});
