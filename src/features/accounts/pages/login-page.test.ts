import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { loginPage } from './login-page.ts';

test('the form sends name, password, token and where to go on', () => {
  const page = loginPage(testContext(), { next: '/organise' });
  assertWellFormed(page);
  assert.match(page, /method="post" action="\/login"/);
  assert.match(page, /name="_csrf" value="csrf-token"/);
  assert.match(page, /name="next" value="\/organise"/);
  assert.match(
    page,
    /type="password" id="password" name="password" required autocomplete="current-password" value=""/,
  );
  assert.doesNotMatch(page, /role="alert"/);
});

test('a failed attempt says so and keeps the name', () => {
  const page = loginPage(testContext(), { username: 'ada', error: 'Name or password is wrong.' });
  assert.match(page, /<title>Error: Log in/);
  assert.match(page, /role="alert"><p class="notice-title">Name or password is wrong\./);
  assert.match(page, /name="username"[^>]*value="ada"/);
  assert.match(page, /ask whoever runs this service for a new one/);
});

test('hostile text stays text', () => {
  assertHarmless(loginPage(testContext(), { username: hostileText, next: hostileText }), 0);
});
