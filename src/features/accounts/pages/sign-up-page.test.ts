import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { loginPage } from './login-page.ts';
import { signUpClosedPage, signUpPage } from './sign-up-page.ts';

test('the form asks for a new password and keeps where to go on to', () => {
  const page = signUpPage(testContext(), { next: '/questions/lunch?a=1' });
  assertWellFormed(page);
  assert.match(page, /method="post" action="\/signup"/);
  assert.match(page, /id="password"[^>]*aria-describedby="password-hint"[^>]*autocomplete="new-password"/);
  assert.match(page, /href="\/login\?next&#61;%2Fquestions%2Flunch%3Fa%3D1"/);
});

test('what is wrong stands beside its field and above the form', () => {
  const page = signUpPage(testContext(), { username: 'ada', errors: { username: 'Taken.' } });
  assertWellFormed(page);
  assert.match(page, /<title>Error: Sign up/);
  assert.match(page, /href="#username">Taken\./);
  assert.match(page, /id="username"[^>]*aria-invalid="true"[^>]*value="ada"/);
});

test('what concerns no field is told above the form', () => {
  const page = signUpPage(testContext(), { errors: { form: 'Wait.' } });
  assert.match(page, /<title>Error: Sign up.*role="alert"><p class="notice-title">Wait\./s);
});

test('where signing up is closed there is no way to it', () => {
  const closed = signUpClosedPage(testContext());
  assertWellFormed(closed);
  assert.doesNotMatch(closed, /action="\/signup"|type="password"/);
  assert.doesNotMatch(loginPage(testContext(), {}), /signup/);
  assert.match(loginPage(testContext({ signUp: true }), {}), /href="\/signup"/);
});

test('hostile text stays text', () => {
  assertHarmless(signUpPage(testContext({ signUp: true }), { username: hostileText, next: hostileText }), 0);
});
