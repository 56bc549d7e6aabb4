import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertWellFormed, testContext } from '#src/ui/testing/page-checks.ts';
import { errorPage } from './error-page.ts';

const title = (status: number) => /<h1>([^<]+)</.exec(errorPage(testContext(), { status }))?.[1];

test('each status has its own words, and an unknown one those of its kind', () => {
  assert.equal(title(401), 'Please log in');
  assert.equal(title(403), 'Not allowed');
  assert.equal(title(404), 'Nothing here');
  assert.equal(title(429), 'A little slower, please');
  assert.equal(title(503), 'Very busy right now');
  assert.equal(title(418), 'That request makes no sense');
  assert.equal(title(502), 'Something broke');
});

test('a database that is away is not called busy', () => {
  for (const type of ['unavailable', 'interrupted', 'not-recorded']) {
    const page = errorPage(testContext(), { status: 503, type });
    assertWellFormed(page);
    assert.match(page, /<h1>Out of order right now</, type);
  }
});

test('the trace id and the waiting time are shown where known', () => {
  const page = errorPage(testContext({ traceId: 'abc123' }), { status: 503, retryAfterSeconds: 2 });
  assertWellFormed(page);
  assert.match(page, /<code>abc123<\/code>/);
  assert.match(page, /Please try again in 2 seconds\./);
  assert.doesNotMatch(errorPage(testContext(), { status: 503 }), /<code>|try again in/);
});

test('a more exact sentence replaces the general one', () => {
  const page = errorPage(testContext(), { status: 400, detail: 'The field <x> is missing.' });
  assert.match(page, /The field &#60;x&#62; is missing\./);
  assert.doesNotMatch(page, /missing or malformed/);
});
