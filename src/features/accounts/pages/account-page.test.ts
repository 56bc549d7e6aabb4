import assert from 'node:assert/strict';
import { test } from 'node:test';
import { t } from '#src/ui/messages/messages.ts';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { type AccountPage, accountPage } from './account-page.ts';
import { emptyTokenForm, type ShownToken } from './tokens-section.ts';

const hour = new Date('2026-11-20T09:00:00Z');
const session = {
  id: 'one',
  client: 'Firefox, Linux',
  current: true,
  createdAt: hour,
  lastSeenAt: hour,
  expiresAt: hour,
};
const token: ShownToken = {
  id: 'token-1',
  name: 'nightly',
  scopes: ['exports:write'],
  createdOn: '2026-11-20',
  expiresOn: null,
  lastUsedOn: null,
  expired: false,
};
const show = (parts: Partial<AccountPage> = {}, context = testContext()) =>
  accountPage(context, {
    account: { name: 'ada', role: 'organiser', createdOn: '2026-11-20' },
    sessions: [session],
    tokens: [],
    ...parts,
  });

test('the page says who somebody is, and where they are logged in', () => {
  const page = show({ sessions: [session, { ...session, id: 'two', client: '', current: false }] });
  assertWellFormed(page);
  assert.match(page, /<dd><bdi>ada<\/bdi><\/dd>.*<dd>Organiser<\/dd>.*<dd>20 Nov 2026<\/dd>/);
  assert.equal(page.split('This session').length - 1, 1);
  assert.match(page, /aria-label="End this session: A program"/);
  assert.match(page, /action="\/account\/sessions\/two\/end"/);
});

test('password fields tell password managers what to do, and come back empty', () => {
  const page = show({ passwordErrors: { current: 'Wrong.', new: 'Short.' } });
  assertWellFormed(page);
  assert.match(page, /<title>Error: /);
  assert.match(
    page,
    /id="current" name="current" aria-describedby="current-error"[^>]*autocomplete="current-password" value=""/,
  );
  assert.match(
    page,
    /id="new" name="new" aria-describedby="new-hint new-error"[^>]*autocomplete="new-password" value=""/,
  );
  assert.match(page, /href="#current">Wrong\..*href="#new">Short\./);
});

test('a new token is shown to be copied; those there are, are listed without it', () => {
  const page = show({
    token: 'tsp_secret',
    tokens: [token, { ...token, id: 'b', expired: true, expiresOn: '2026-11-19' }],
  });
  assertWellFormed(page);
  assert.equal(page.split('<code>tsp_secret</code>').length - 1, 1);
  assert.match(page, /it is not shown again/);
  assert.equal(page.split('>Expired<').length - 1, 1);
  assert.match(page, /aria-label="Revoke: nightly"/);
});

test('a refused token comes back as it was typed', () => {
  const values = { name: 'mine', scopes: ['results:read'], days: '' };
  const page = show({ tokenForm: { values, errors: { name: 'Taken.' } } });
  assertWellFormed(page);
  assert.match(page, /id="name" name="name"[^>]*aria-invalid="true"[^>]*value="mine"/);
  assert.match(page, /value="results:read" checked/);
  assert.doesNotMatch(page, /value="exports:write" checked/);
  assert.match(page, /<option value="" selected>Never</);
});

test('a role is offered the scopes it can use', () => {
  const offered = (role: 'voter' | 'organiser') => {
    const page = show({ account: { name: 'a', role, createdOn: '2026-11-20' }, tokenForm: emptyTokenForm });
    return [...page.matchAll(/name="scopes" value="([^"]*)"/g)].map(([, scope]) => scope);
  };
  assert.deepEqual(offered('voter'), ['votes:write']);
  assert.ok(offered('organiser').includes('questions:write'));
});

test('the page is in the reader’s language', () => {
  const page = show({}, testContext({ locale: 'es' }));
  assert.match(page, new RegExp(t('es').accounts.account.sessionsLead.slice(0, 20)));
});

test('hostile text stays text', () => {
  const page = show({
    account: { name: hostileText, role: 'voter', createdOn: '2026-11-20' },
    sessions: [{ ...session, client: hostileText }],
    tokens: [{ ...token, name: hostileText }],
    tokenForm: { values: { name: hostileText, scopes: [], days: '7' }, errors: {} },
  });
  assertHarmless(page, 3);
});
