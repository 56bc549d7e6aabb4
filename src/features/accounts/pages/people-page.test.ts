import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { deleteAccountPage } from './delete-account-page.ts';
import { type PeoplePage, peoplePage } from './people-page.ts';

const person = { id: 7, name: 'ada', role: 'organiser' as const, createdOn: '2026-11-20' };
const show = (parts: Partial<PeoplePage> = {}) =>
  peoplePage(testContext({ returnTo: '/organise/people?after=x' }), {
    people: [person],
    search: '',
    role: '',
    ...parts,
  });

test('each person has a form for the role, which leads back to this page', () => {
  const page = show();
  assertWellFormed(page);
  assert.match(page, /action="\/organise\/people\/7\/role"/);
  assert.match(page, /name="next" value="\/organise\/people\?after&#61;x"/);
  assert.match(page, /<select class="input" id="role-7" name="role" aria-label="Role of ada">/);
  assert.match(page, /<option value="organiser" selected>Organiser</);
  assert.match(page, /aria-label="Set role: ada">Set role</);
});

test('the search is kept, and can be left', () => {
  const page = show({ search: 'ad', role: 'voter' });
  assert.match(page, /name="search"[^>]*value="ad"/);
  assert.match(page, /<option value="voter" selected>/);
  assert.match(page, /href="\/organise\/people"[^>]*>Show all</);
  assert.doesNotMatch(show(), /Show all/);
  assert.doesNotMatch(show(), /id="search"[^>]*required/, 'a role alone can be searched for');
});

test('nobody found is said, and a refusal too', () => {
  assert.match(show({ people: [], search: 'x' }), /Nobody found/);
  assert.match(show({ error: 'Not so.' }), /role="alert"><p class="notice-title">Not so\./);
});

test('hostile text stays text', () => {
  assertHarmless(show({ people: [{ ...person, name: hostileText }], search: hostileText }), 1);
});

test('who deletes an account is told that ballots stay', () => {
  const page = deleteAccountPage(testContext(), { errors: { current: 'Wrong.' } });
  assert.match(page.toString(), /audit log and the list of exports keep your name/);
  assertWellFormed(page);
  assert.match(page, /They stay counted/);
  assert.match(page, /id="current"[^>]*aria-invalid="true"/);
  assert.match(page, /<title>Error: Delete your account\?/);
});
