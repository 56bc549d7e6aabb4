import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

interface Question {
  slug: string;
  text: string;
  status: string;
  description: string;
  choices: { id: number; text: string }[];
}

const pointersOf = (answer: { json: <T>() => T }) =>
  answer.json<{ errors: { pointer: string }[] }>().errors.map(({ pointer }) => pointer);

describe('questions over the API', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  let headers: { authorization: string };
  before(async () => {
    test = await createTestApp(cleanup);
    headers = await test.organiser();
  });

  const send = (method: 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) =>
    test.app.inject({ method, url: `/api/v1${path}`, headers, ...(payload && { payload }) });
  const draft = { text: 'Lunch?', choices: ['Soup', 'Salad'] };

  it('takes a question from draft to closed and deleted', async () => {
    const created = await send('POST', '/questions', draft);
    assert.equal(created.statusCode, 201);
    const { slug, status, choices } = created.json<Question>();
    assert.equal(created.headers.location, `/api/v1/questions/${slug}`);
    assert.equal(status, 'draft');
    assert.deepEqual(
      choices.map(({ text }) => text),
      ['Soup', 'Salad'],
    );
    assert.equal((await test.app.inject(`/api/v1/questions/${slug}`)).statusCode, 404, 'drafts are hidden');

    const edited = await send('PUT', `/questions/${slug}`, { ...draft, choices: ['Soup', 'Salad', 'Cake'] });
    assert.equal(edited.json<Question>().choices.length, 3);
    assert.equal((await send('POST', `/questions/${slug}/publish`)).json<Question>().status, 'open');
    assert.equal((await send('POST', `/questions/${slug}/publish`)).statusCode, 409);

    const late = await send('PUT', `/questions/${slug}`, { description: 'At noon' });
    assert.equal(late.json<Question>().description, 'At noon', 'what is left out stays as it is');
    assert.equal(late.json<Question>().text, 'Lunch?');
    const corrected = await send('PUT', `/questions/${slug}`, { text: 'Dinner?' });
    assert.equal(corrected.json<Question>().text, 'Dinner?');
    const [{ id }] = corrected.json<{ choices: [{ id: number }] }>().choices;
    assert.equal((await send('POST', `/questions/${slug}/votes`, { choices: [id] })).statusCode, 201);
    const refused = await send('PUT', `/questions/${slug}`, { text: 'Supper?', choices: ['A', 'B'] });
    assert.equal(refused.statusCode, 409, 'the meaning of a vote stays');
    assert.deepEqual(pointersOf(refused), ['/body/text', '/body/choices']);

    assert.equal((await send('POST', `/questions/${slug}/close`)).json<Question>().status, 'closed');
    assert.equal((await send('DELETE', `/questions/${slug}`)).statusCode, 204);
    assert.equal((await send('DELETE', `/questions/${slug}`)).statusCode, 404);
  });

  it('reads a question once for all who ask at one time, and shows a draft to its organiser alone', async (t) => {
    const { slug } = (await send('POST', '/questions', draft)).json<Question>();
    const { mock } = t.mock.method(test.database.questions, 'findOne');
    const url = `/api/v1/questions/${slug}`;
    const asked = Array.from({ length: 20 }, (_, index) =>
      test.app.inject({ url, ...(index % 2 === 1 && { headers }) }),
    );
    const statuses = (await Promise.all(asked)).map(({ statusCode }) => statusCode);
    assert.deepEqual(
      statuses,
      asked.map((_, index) => (index % 2 === 1 ? 200 : 404)),
    );
    assert.ok(mock.callCount() < 10, `${mock.callCount()} readings for 20 requests`);
  });

  it('names every field that cannot be taken', async () => {
    const answer = await send('POST', '/questions', {
      text: ' ',
      choices: ['one', 'one', 'x'.repeat(201), 'y'.repeat(201)],
      opens_at: '2030-01-02T00:00:00Z',
      closes_at: '2030-01-01T00:00:00Z',
    });
    assert.equal(answer.statusCode, 422);
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
    assert.deepEqual(pointersOf(answer), [
      '/body/text',
      '/body/choices/2',
      '/body/choices/3',
      '/body/closes_at',
    ]);
  });

  it('gives questions with one text different addresses', async () => {
    const first = (await send('POST', '/questions', draft)).json<Question>();
    const second = (await send('POST', '/questions', draft)).json<Question>();
    assert.notEqual(first.slug, second.slug);
    const other = (await send('POST', '/questions', { ...draft, text: '昼ごはん？' })).json<Question>();
    assert.match(other.slug, /^question-[a-z0-9]{6}$/);
  });

  it('lets only organisers in', async () => {
    const without = await test.app.inject({ method: 'POST', url: '/api/v1/questions', payload: draft });
    assert.equal(without.statusCode, 401);
    assert.equal(without.headers['www-authenticate'], 'Bearer');
    const token = headers.authorization.replace('Bearer ', '');
    const cookie = await test.app.inject({
      method: 'POST',
      url: '/api/v1/questions',
      payload: draft,
      cookies: { session: token },
    });
    assert.equal(
      cookie.statusCode,
      401,
      'the API takes no cookie, so no other site can act for its visitors',
    );
  });

  it('pages through all published questions, newest first, each once', async () => {
    const slugs: string[] = [];
    for (let n = 0; n < 7; n += 1) slugs.unshift((await test.published({ text: `Paged ${n}?` })).slug);
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const query: string = next ? `&after=${next}` : '';
      const page = (await test.app.inject(`/api/v1/questions?limit=3${query}`)).json<{
        questions: Question[];
        next: string | null;
      }>();
      seen.push(...page.questions.map(({ slug }) => slug));
      next = page.next;
    }
    assert.deepEqual(seen.slice(0, 7), slugs);
    assert.equal(new Set(seen).size, seen.length);
    assert.equal((await test.app.inject('/api/v1/questions?after=nonsense')).statusCode, 400);
  });

  it('describes itself in OpenAPI 3.1', async () => {
    const document = (await test.app.inject('/api/v1/openapi.json')).json<{
      openapi: string;
      paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
    }>();
    assert.equal(document.openapi, '3.1.0');
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    assert.ok(operations.length >= 12);
    for (const { operationId, responses } of operations)
      assert.ok(responses[500], `${operationId} says nothing of errors`);
    assert.equal((await test.app.inject('/docs/')).statusCode, 200);
  });
});
