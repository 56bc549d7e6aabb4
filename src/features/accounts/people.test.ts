import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setRole } from '#src/features/accounts/account-changes.ts';
import { createAccount } from '#src/features/accounts/account-store.ts';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

interface Listed {
  accounts: { id: number; name: string; role: string }[];
  next: string | null;
}

describe('people', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  let headers: { authorization: string };
  const names = Array.from({ length: 45 }, (_, n) => `person_${String(n).padStart(2, '0')}`);

  before(async () => {
    test = await createTestApp(cleanup);
    headers = await test.organiser('root', 'administrator');
    await createAccount(test.database, { name: 'boss', password: 'correct horse', role: 'administrator' });
    // Their passwords do not matter, and hashing takes its time.
    await test.database.accounts.bulkCreate(names.map((name) => ({ name, passwordHash: '', role: 'voter' })));
  });

  const list = async (query: string) =>
    (await test.app.inject({ url: `/api/v1/accounts?${query}`, headers })).json<Listed>();
  const idOf = async (name: string) => (await list(`search=${name}`)).accounts[0]?.id ?? 0;
  const patch = (id: number, role: string) =>
    test.app.inject({ method: 'PATCH', url: `/api/v1/accounts/${id}`, headers, payload: { role } });
  async function administrator() {
    const visitor = new PageVisitor(test);
    await visitor.logIn('boss');
    return visitor;
  }
  const shown = (body: string) =>
    [...body.matchAll(/<th scope="row"[^>]*><bdi>([^<]*)/g)].map(([, name]) => name);

  it('are listed by name, page by page', async () => {
    const found: string[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const page: Listed = await list(`limit=20&after=${after}`);
      found.push(...page.accounts.map(({ name }) => name));
      after = page.next;
    }
    assert.deepEqual(found, ['boss', ...names, 'root']);
  });

  it('are found by part of a name and by role, whatever the part holds', async () => {
    assert.deepEqual(
      (await list('search=ERSON_1&limit=5')).accounts.map(({ name }) => name),
      names.slice(10, 15),
    );
    assert.deepEqual((await list('search=person%2507')).accounts, []);
    assert.deepEqual((await list('search=%00')).accounts.length, 20);
    assert.deepEqual(
      (await list('role=administrator')).accounts.map(({ name }) => name),
      ['boss', 'root'],
    );
  });

  it('get another role at once', async () => {
    const id = await idOf('person_44');
    const answer = await patch(id, 'organiser');
    assert.deepEqual([answer.statusCode, answer.json().role], [200, 'organiser']);
    assert.equal((await patch(2147483647, 'voter')).statusCode, 404);
    assert.equal((await patch(id, 'king')).statusCode, 400);
    assert.equal((await patch(id, 'voter')).json().role, 'voter');
  });

  it('keep an administrator, also when the last two step down at once', async (t) => {
    const ids = [await idOf('root'), await idOf('boss')];
    const outcomes = await Promise.allSettled(ids.map((id) => setRole(test.database, id, 'voter')));
    assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    t.after(() => test.database.accounts.update({ role: 'administrator' }, { where: { id: ids } }));
    await test.database.accounts.update({ role: 'voter' }, { where: { name: 'boss' } });
    await test.database.accounts.update({ role: 'administrator' }, { where: { name: 'root' } });
    const refused = await patch(ids[0] ?? 0, 'voter');
    assert.deepEqual(
      [refused.statusCode, refused.json().type],
      [409, 'urn:tallyscope:problem:last-administrator'],
    );
    const payload = { password: 'correct horse' };
    const leave = await test.app.inject({ method: 'DELETE', url: '/api/v1/account', headers, payload });
    assert.equal(leave.statusCode, 409);
  });

  it('are paged, searched and given roles in the browser', async () => {
    const visitor = await administrator();
    const first = (await visitor.get('/organise/people')).body;
    assert.deepEqual(shown(first), ['boss', ...names.slice(0, 19)]);
    assert.doesNotMatch(first, /rel="prev"/);
    const link = (body: string, rel: string) =>
      (new RegExp(`rel="${rel}" href="([^"]*)"`).exec(body)?.[1] ?? '')
        .replaceAll('&#61;', '=')
        .replaceAll('&#38;', '&');
    const second = (await visitor.get(link(first, 'next'))).body;
    assert.deepEqual(shown(second), names.slice(19, 39));
    assert.deepEqual(shown((await visitor.get(link(second, 'prev'))).body), shown(first));
    const search = '/organise/people?search=person_07&role=';
    const found = (await visitor.get(search)).body;
    assert.deepEqual(shown(found), ['person_07']);
    const id = await idOf('person_07');
    const set = await visitor.post(`/organise/people/${id}/role`, { role: 'organiser', next: search });
    assert.equal(set.location, search);
    const after = (await visitor.get(search)).body;
    assert.match(after, /The role is set/);
    assert.match(after, new RegExp(`id="role-${id}"[\\s\\S]*?<option value="organiser" selected>`));
    assert.match((await visitor.get('/organise/people?search=nobody')).body, /Nobody found/);
  });

  it('are told in the browser why the last administrator stays', async (t) => {
    const root = await idOf('root');
    await test.database.accounts.update({ role: 'voter' }, { where: { id: root } });
    t.after(() => test.database.accounts.update({ role: 'administrator' }, { where: { id: root } }));
    const visitor = await administrator();
    const boss = await test.database.accounts.findOne({ where: { name: 'boss' }, rejectOnEmpty: true });
    const refused = await visitor.post(`/organise/people/${boss.id}/role`, { role: 'voter' });
    assert.equal(refused.status, 409);
    assert.match(refused.body, /This is the last administrator/);
  });
});
