import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

describe('reactions', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  const people: { authorization: string }[] = [];
  before(async () => {
    test = await createTestApp(cleanup);
    for (const name of ['ada', 'bob', 'eve']) people.push(await test.organiser(name, 'voter'));
  });

  const url = (slug: string) => `/api/v1/questions/${slug}/reaction`;
  const put = (slug: string, person: number, reaction: unknown) =>
    test.app.inject({ method: 'PUT', url: url(slug), headers: people[person] ?? {}, payload: { reaction } });
  const remove = (slug: string, person: number) =>
    test.app.inject({ method: 'DELETE', url: url(slug), headers: people[person] ?? {} });
  const read = async (slug: string, person?: number) =>
    (
      await test.app.inject({ url: url(slug), headers: person === undefined ? {} : (people[person] ?? {}) })
    ).json();

  it('are one of an account, which it changes and takes back', async () => {
    const { slug } = await test.published();
    for (const person of [undefined, 0])
      assert.deepEqual(await read(slug, person), { likes: 0, dislikes: 0, reaction: null });
    assert.deepEqual((await put(slug, 0, 'like')).json(), { likes: 1, dislikes: 0, reaction: 'like' });
    assert.deepEqual((await put(slug, 0, 'like')).json(), { likes: 1, dislikes: 0, reaction: 'like' });
    assert.deepEqual((await put(slug, 1, 'dislike')).json(), { likes: 1, dislikes: 1, reaction: 'dislike' });
    assert.deepEqual((await put(slug, 0, 'dislike')).json(), { likes: 0, dislikes: 2, reaction: 'dislike' });
    assert.deepEqual(await read(slug), { likes: 0, dislikes: 2, reaction: null });
    assert.deepEqual(await read(slug, 1), { likes: 0, dislikes: 2, reaction: 'dislike' });
    assert.deepEqual((await remove(slug, 0)).json(), { likes: 0, dislikes: 1, reaction: null });
    assert.deepEqual((await remove(slug, 0)).json(), { likes: 0, dislikes: 1, reaction: null });
  });

  it('stay one of an account when it sends as many at once as it may', async () => {
    const { slug, id } = await test.published();
    const sent = await Promise.all(
      Array.from({ length: 75 }, (_, n) => put(slug, n % 3, n % 2 ? 'like' : 'dislike')),
    );
    assert.deepEqual(new Set(sent.map(({ statusCode }) => statusCode)), new Set([200]));
    const { likes, dislikes } = (await read(slug)) as { likes: number; dislikes: number };
    assert.equal(likes + dislikes, 3);
    const [counted] = await test.database.sequelize.query(
      `SELECT count(*) FILTER (WHERE value = 1)::integer AS likes, count(*)::integer AS all FROM reactions WHERE question_id = ${id}`,
    );
    assert.deepEqual(counted, [{ likes, all: 3 }]);
  });

  it('never wait for votes, nor votes for them', async () => {
    const { slug, choices, id } = await test.published();
    const vote = () =>
      test.app.inject({
        method: 'POST',
        url: `/api/v1/questions/${slug}/votes`,
        payload: { choices: [choices[0]] },
      });
    const lock = await test.database.sequelize.transaction();
    const held = (sql: string) => test.database.sequelize.query(sql, { transaction: lock });
    await held(`SELECT FROM questions WHERE id = ${id} FOR SHARE`);
    assert.equal((await put(slug, 0, 'like')).statusCode, 200);
    await held(`UPDATE reaction_counts SET likes = likes; UPDATE ranking_day SET day = day`);
    assert.equal((await vote()).statusCode, 201);
    await lock.rollback();
  });

  it('are for accounts, published questions and two words', async () => {
    const { slug } = await test.published();
    const later = await test.published({ opensAt: new Date(Date.now() + 60_000) });
    const anonymous = await test.app.inject({ method: 'PUT', url: url(slug), payload: { reaction: 'like' } });
    assert.equal(anonymous.statusCode, 401);
    assert.equal((await test.app.inject({ method: 'DELETE', url: url(slug) })).statusCode, 401);
    assert.equal((await put(later.slug, 0, 'like')).statusCode, 404);
    assert.equal((await put('unknown', 0, 'like')).statusCode, 404);
    for (const wrong of ['love', null, 1, '']) assert.equal((await put(slug, 0, wrong)).statusCode, 400);
  });

  it('are neither set nor taken back by a token that may not vote', async () => {
    const { slug } = await test.published();
    const owner = await test.organiser('tokens');
    const made = await test.app.inject({
      method: 'POST',
      url: '/api/v1/tokens',
      headers: owner,
      payload: { name: 'reads', scopes: ['questions:read'] },
    });
    const headers = { authorization: `Bearer ${made.json<{ token: string }>().token}` };
    for (const request of [{ method: 'PUT', payload: { reaction: 'like' } }, { method: 'DELETE' }] as const)
      assert.equal((await test.app.inject({ ...request, url: url(slug), headers })).statusCode, 403);
  });

  it('are sent by buttons without any script, and lead back to where they were pressed', async () => {
    const { slug } = await test.published({ text: 'Do the buttons work?' });
    const session = `session=${people[0]?.authorization.replace('Bearer ', '')}`;
    const list = await test.app.inject({
      url: '/?order=newest',
      headers: { accept: 'text/html', cookie: session },
    });
    const token = /name="_csrf" value="([^"]+)"/.exec(list.body)?.[1] ?? '';
    const cookie = [session, ...list.cookies.map(({ name, value }) => `${name}=${value}`)].join('; ');
    const press = (reaction: string, fields: Record<string, string> = { _csrf: token }) =>
      test.app.inject({
        method: 'POST',
        url: `/questions/${slug}/reaction`,
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ reaction, next: '/?order=newest', ...fields }).toString(),
      });
    const pressed = await press('like');
    assert.equal(pressed.statusCode, 303, pressed.body);
    assert.equal(pressed.headers.location, `/?order=newest#reaction-${slug}`);
    assert.deepEqual(await read(slug, 0), { likes: 1, dislikes: 0, reaction: 'like' });
    await press('none');
    assert.deepEqual(await read(slug, 0), { likes: 0, dislikes: 0, reaction: null });
    assert.equal((await press('like', {})).statusCode, 403);
    assert.match(
      (await press('like', { _csrf: token, next: '//elsewhere.example' })).headers.location ?? '',
      /^\/questions\//,
    );
  });
});

describe('where results are hidden', () => {
  const cleanup = suiteCleanup();

  it('no number of votes is told, and reactions are', async () => {
    const test = await createTestApp(cleanup);
    const hidden = await test.published({ text: 'Hidden?', results: 'organisers' });
    const open = await test.published({ text: 'Shown?' });
    for (const { slug, choices } of [hidden, open])
      for (let n = 0; n < 3; n += 1)
        await test.app.inject({
          method: 'POST',
          url: `/api/v1/questions/${slug}/votes`,
          payload: { choices: [choices[0]] },
        });
    const { body } = await test.app.inject({ url: '/', headers: { accept: 'text/html' } });
    assert.equal(body.match(/listed-votes/g)?.length, 1);
    assert.equal(body.match(/0 likes/g)?.length, 2);
    const list = (await test.app.inject('/api/v1/questions')).body;
    assert.doesNotMatch(list, /rank|ballots|"votes"/);
  });
});
