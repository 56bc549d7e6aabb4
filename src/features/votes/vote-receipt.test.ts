import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTestApp } from '../../../test/support/test-app.ts';

describe('the receipt of a vote', () => {
  it('shows the trace of the vote on the next results page, and is taken back', async (t) => {
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
    const cleared = first.cookies.find(({ name }) => name === 'voted');
    assert.equal(cleared?.value, '');
    assert.equal(cleared?.path, url);

    assert.match((await show('-')).body, /your vote is counted\./);
    const forged = await show('<b>c0ffee</b>.<b>');
    assert.doesNotMatch(forged.body, /its trace|<b>|receipt code/);
    assert.doesNotMatch((await show()).body, /your vote is counted/);
  });
});
