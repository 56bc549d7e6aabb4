import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type Organisers, organisers } from '../../../test/support/organisers.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

interface Question {
  slug: string;
  status: string;
  archived: boolean;
  max_choices: number;
  choices: { text: string }[];
  [field: string]: unknown;
}

describe('organising over the API', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  let { ada, grace, root } = {} as Organisers;
  before(async () => {
    test = await createTestApp(cleanup);
    ({ ada, grace, root } = await organisers(test));
  });

  const send = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, headers: object, payload?: object) =>
    test.app.inject({ method, url: `/api/v1${path}`, headers: { ...headers }, ...(payload && { payload }) });
  const create = async (part: object = {}, headers = ada) => {
    const answer = await send('POST', '/questions', headers, {
      text: 'Which?',
      choices: ['A', 'B', 'C'],
      ...part,
    });
    assert.equal(answer.statusCode, 201, answer.body);
    return answer.json<Question>();
  };
  const pointers = (answer: { json: <T>() => T }) =>
    answer.json<{ errors: { pointer: string }[] }>().errors.map(({ pointer }) => pointer);
  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
  const setVotes = (slug: string) =>
    test.database.sequelize.query(
      `INSERT INTO turnouts SELECT id, 1 FROM questions WHERE slug = '${slug}' ON CONFLICT DO NOTHING`,
    );

  it('makes questions of every kind, with what follows from it', async () => {
    const rating = await create({ kind: 'rating', choices: undefined });
    assert.deepEqual(
      rating.choices.map(({ text }) => text),
      ['1', '2', '3', '4', '5'],
    );
    assert.equal((await create({ kind: 'ranked' })).max_choices, 3);
    assert.equal((await create({ kind: 'multiple', max_choices: 2 })).max_choices, 2);
    const changed = await send('PUT', `/questions/${(await create()).slug}`, ada, { kind: 'ranked' });
    assert.equal(changed.json<Question>().max_choices, 3, 'a new kind brings its limits');
  });

  it('holds choices against a new kind as well', async () => {
    const { slug } = await create({ choices: ['A', 'B | C'] });
    const refused = await send('PUT', `/questions/${slug}`, ada, { kind: 'multiple' });
    assert.deepEqual([refused.statusCode, pointers(refused)], [422, ['/body/choices/1']]);
    const changed = await send('PUT', `/questions/${slug}`, ada, { kind: 'ranked' });
    assert.equal(changed.statusCode, 200);
  });

  it('never answers a question with an error of its own', async () => {
    const odd = fc.constantFrom<unknown>(
      undefined,
      null,
      -1,
      0,
      1,
      2,
      3,
      4,
      21,
      99_999_999_999,
      1.5,
      'x',
      true,
    );
    const time = fc.constantFrom<unknown>(
      ...[undefined, null, '', 'soon', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59-12:00'],
      ...[
        '2016-12-31T23:59:60Z',
        '2020-01-01T00:00:00Z',
        '2030-01-01T00:00:00Z',
        '2031-01-01T00:00:00.123456Z',
      ],
    );
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('', '\u0000', '\ud800', 'x'.repeat(2001), '🗳'.repeat(200)),
    );
    const body = fc.record(
      {
        text,
        description: text,
        choices: fc.array(text, { maxLength: 22 }),
        kind: fc.constantFrom('single', 'multiple', 'rating', 'ranked', 'none'),
        min_choices: odd,
        max_choices: odd,
        policy: fc.constantFrom('open', 'browser', 'account', 'credential', 'none'),
        secret: fc.constantFrom(true, false),
        results: fc.constantFrom('always', 'voted', 'closed', 'organisers', 'none'),
        time_zone: fc.constantFrom('UTC', 'Europe/Madrid', '', '+02:00', "x'"),
        opens_at: time,
        closes_at: time,
      },
      { requiredKeys: [] },
    );
    const draft = await create();
    const open = await create();
    await send('POST', `/questions/${open.slug}/publish`, ada);
    const check = async (method: 'POST' | 'PUT', path: string, payload: object) => {
      const answer = await send(method, path, ada, payload);
      assert.ok([200, 201, 400, 409, 422].includes(answer.statusCode), answer.body);
    };
    await fc.assert(
      fc.asyncProperty(body, async (payload) => {
        await check('POST', '/questions', payload);
        await check('PUT', `/questions/${draft.slug}`, payload);
        await check('PUT', `/questions/${open.slug}`, payload);
      }),
      { numRuns: 120 },
    );
  });

  it('keeps what a vote means, and lets the rest change until the close', async () => {
    const { slug } = await create({ results: 'closed', closes_at: inAnHour() });
    await send('POST', `/questions/${slug}/publish`, ada);
    const edit = (changes: object) => send('PUT', `/questions/${slug}`, ada, changes);
    assert.equal((await edit({ results: 'organisers' })).statusCode, 200, 'nobody has voted yet');
    assert.equal((await edit({ results: 'closed' })).statusCode, 200);
    await setVotes(slug);
    const locked = await edit({ text: 'Other?', kind: 'ranked', policy: 'browser', opens_at: inAnHour() });
    assert.equal(locked.statusCode, 409);
    assert.deepEqual(pointers(locked).sort(), [
      '/body/kind',
      '/body/max_choices',
      '/body/opens_at',
      '/body/policy',
      '/body/text',
    ]);
    const later = inAnHour();
    assert.equal((await edit({ closes_at: later })).json<Question>().closes_at, later);
    assert.equal((await edit({ closes_at: null })).json<Question>().closes_at, null);
    const past = await edit({ closes_at: '2020-01-01T00:00:00Z' });
    assert.deepEqual([past.statusCode, pointers(past)], [422, ['/body/closes_at']]);
    const narrowed = await edit({ results: 'organisers' });
    assert.deepEqual([narrowed.statusCode, pointers(narrowed)], [422, ['/body/results']]);
    assert.equal((await edit({ results: 'voted' })).statusCode, 200);
    await send('POST', `/questions/${slug}/close`, ada);
    const reopened = await edit({ closes_at: inAnHour() });
    assert.deepEqual([reopened.statusCode, pointers(reopened)], [409, ['/body/closes_at']]);
    assert.equal((await edit({ description: 'Done.', results: 'always' })).statusCode, 200);
  });

  it('copies a question without its times, for whoever copies it', async () => {
    const { slug } = await create({
      kind: 'multiple',
      max_choices: 2,
      results: 'voted',
      closes_at: inAnHour(),
    });
    await send('POST', `/questions/${slug}/publish`, ada);
    const copy = await send('POST', `/questions/${slug}/duplicate`, root);
    assert.equal(copy.statusCode, 201);
    const { slug: other, status, max_choices, results, closes_at } = copy.json<Question>();
    assert.notEqual(other, slug);
    assert.deepEqual([status, max_choices, results, closes_at], ['draft', 2, 'voted', null]);
    assert.equal(
      (await send('GET', `/questions/${other}`, ada)).statusCode,
      404,
      'it is not ada who made it',
    );
  });

  it('puts a question away and back: it leaves the lists, not its address', async () => {
    const { slug } = await create({ text: 'To be archived?' });
    await send('POST', `/questions/${slug}/publish`, ada);
    const listed = async () => (await send('GET', '/questions?limit=100', {})).body.includes(slug);
    assert.equal(await listed(), true);
    assert.equal((await send('POST', `/questions/${slug}/archive`, ada)).json<Question>().archived, true);
    assert.equal(await listed(), false);
    assert.equal((await send('GET', `/questions/${slug}`, {})).statusCode, 200);
    assert.equal((await test.app.inject(`/questions/${slug}`)).statusCode, 200);
    assert.equal((await send('POST', `/questions/${slug}/unarchive`, ada)).json<Question>().archived, false);
    assert.equal(await listed(), true);
  });

  it('lets organisers manage their own questions and administrators all, on pages as in the API', async () => {
    const open = await create();
    await send('POST', `/questions/${open.slug}/publish`, ada);
    const draft = await create();
    const token = (headers: { authorization: string }) => ({
      session: headers.authorization.replace('Bearer ', ''),
    });
    const page = async (slug: string, headers: { authorization: string }) => {
      const url = `/organise/questions/${slug}/edit`;
      return (await test.app.inject({ url, cookies: token(headers) })).statusCode;
    };
    for (const [path, method] of [
      ['', 'PUT'],
      ['', 'DELETE'],
      ...['publish', 'close', 'duplicate', 'archive', 'unarchive'].map((verb) => [`/${verb}`, 'POST']),
    ] as [string, 'PUT' | 'POST' | 'DELETE'][]) {
      const payload = method === 'PUT' ? {} : undefined;
      const answer = (slug: string) => send(method, `/questions/${slug}${path}`, grace, payload);
      assert.equal(
        (await answer(draft.slug)).statusCode,
        404,
        `${method} ${path} of a draft of somebody else`,
      );
      assert.equal((await answer(open.slug)).statusCode, 403, `${method} ${path} of somebody else's`);
      assert.equal((await answer('no-such-question')).statusCode, 404);
    }
    assert.deepEqual([await page(draft.slug, grace), await page(open.slug, grace)], [404, 403]);
    assert.deepEqual([await page(draft.slug, root), await page(open.slug, ada)], [200, 200]);
    assert.equal((await send('GET', `/questions/${draft.slug}`, grace)).statusCode, 404);
    assert.equal((await send('GET', `/questions/${draft.slug}`, ada)).statusCode, 200);
    assert.equal((await send('DELETE', `/questions/${draft.slug}`, root)).statusCode, 204);
  });

  it('writes down what was done, by whom and to what', async () => {
    const { slug } = await create({ text: 'What was done?' });
    await send('PUT', `/questions/${slug}`, ada, { description: 'More', choices: ['A', 'B'] });
    await send('PUT', `/questions/${slug}`, ada, {});
    await send('POST', `/questions/${slug}/publish`, ada);
    await send('POST', `/questions/${slug}/close`, root);
    await send('DELETE', `/questions/${slug}`, ada);
    const [rows] = await test.database.sequelize.query(
      `SELECT actor, action, details FROM audit_log WHERE question = '${slug}' ORDER BY id`,
    );
    assert.deepEqual(rows, [
      { actor: 'ada', action: 'question.created', details: {} },
      { actor: 'ada', action: 'question.edited', details: { fields: ['description', 'choices'] } },
      { actor: 'ada', action: 'question.published', details: {} },
      { actor: 'root', action: 'question.closed', details: {} },
      { actor: 'ada', action: 'question.deleted', details: {} },
    ]);
  });
});
