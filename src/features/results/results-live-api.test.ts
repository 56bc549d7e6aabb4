import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type QuestionInput, RATINGS } from '#src/features/questions/question-input.ts';
import { eventsOf } from '../../../test/support/event-stream.ts';
import { hearQuestions } from '../../../test/support/hear-questions.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp } from '../../../test/support/test-app.ts';

const site = await createTestApp(suiteCleanup());
const heard = hearQuestions(site);
const session = await site.organiser('olga');
const origin = await site.app.listen({ port: 0, host: '127.0.0.1' });

const api = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${origin}/api/v1${path}`, { headers, method });
const vote = (slug: string, choices: (number | undefined)[]) =>
  site.app.inject({ method: 'POST', url: `/api/v1/questions/${slug}/votes`, payload: { choices } });
const token = async (scopes: string[]) => {
  const payload = { name: scopes.join(), scopes };
  const answer = await site.app.inject({ method: 'POST', url: '/api/v1/tokens', headers: session, payload });
  return { authorization: `Bearer ${answer.json().token}` };
};

const kinds: Partial<QuestionInput>[] = [
  {},
  { kind: 'multiple', maxChoices: 2 },
  { kind: 'rating', choices: [...RATINGS] },
  { kind: 'ranked', maxChoices: 2 },
];

for (const input of kinds) {
  test(`a ${input.kind ?? 'single'} question: each event is what the results are at that moment`, async () => {
    const { slug, choices } = await site.published({ text: `Live, ${input.kind}?`, ...input }, 'olga');
    await heard(slug);
    const answer = await api(`/questions/${slug}/results/live`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'text/event-stream');
    const totals: number[] = [];
    for await (const { event, data } of eventsOf(answer)) {
      if (event === 'changed') break;
      assert.equal(event, 'results', 'pieces of a page are not for programs');
      const { as_of, ...results } = JSON.parse(data);
      assert.ok(Date.now() - Date.parse(as_of) < 60_000);
      totals.push(results.total);
      if (results.total === 0) {
        const { statusCode, body } = await vote(slug, choices.slice(-1));
        assert.equal(statusCode, 201, body);
      } else {
        const { as_of: _, ...read } = (await (await api(`/questions/${slug}/results`)).json()) as Record<
          string,
          unknown
        >;
        assert.deepEqual(results, read);
        await site.app.inject({
          method: 'POST',
          url: `/api/v1/questions/${slug}/close`,
          headers: session,
        });
      }
    }
    assert.deepEqual(totals, [0, 1]);
  });
}

test('a stream goes on where an organiser makes, replaces and revokes invitations', async () => {
  const { slug, choices } = await site.published({ text: 'Invited?', policy: 'credential' }, 'olga');
  await heard(slug);
  const invitations = (method: 'POST' | 'DELETE', path = '', payload?: object) =>
    site.app.inject({
      method,
      url: `/api/v1/questions/${slug}/credentials${path}`,
      headers: session,
      ...(payload && { payload }),
    });
  const events: string[] = [];
  for await (const { event, data } of eventsOf(await api(`/questions/${slug}/results/live`))) {
    events.push(event);
    if (event === 'changed' || JSON.parse(data).total === 1) break;
    const made = await invitations('POST', '', { count: 2 });
    const [first, second] = made.json().credentials.map(({ code }: { code: string }) => code);
    assert.equal((await invitations('POST', '/replace', { credential: second })).statusCode, 201);
    assert.equal((await invitations('DELETE')).statusCode, 200);
    const again = (await invitations('POST', '', { count: 1 })).json().credentials[0].code;
    assert.notEqual(first, again);
    const url = `/api/v1/questions/${slug}/votes`;
    const payload = { choices: choices.slice(-1), credential: again };
    assert.equal((await site.app.inject({ method: 'POST', url, payload })).statusCode, 201);
  }
  assert.deepEqual(events, ['results', 'results']);
});

test('results that are for organisers are streamed to who may read them, until that is asked again', async (t) => {
  const { slug } = await site.published({ text: 'Ours?', results: 'organisers' }, 'olga');
  await heard(slug);
  const url = `/questions/${slug}/results/live`;
  const stranger = await site.organiser('mallory');
  for (const headers of [{}, stranger, await token(['questions:read'])]) {
    const answer = await api(url, headers);
    assert.equal(answer.status, 403);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.doesNotMatch(await answer.text(), /total/);
  }
  const reader = await token(['results:read']);
  const REVIEW = 5 * 60_000;
  const later = globalThis.setTimeout;
  t.mock.method(globalThis, 'setTimeout', ((work: () => void, ms?: number, ...rest: []) =>
    later(work, ms === REVIEW ? 0 : ms, ...rest)) as typeof later);
  for (const headers of [session, reader]) {
    const answer = await api(url, headers);
    assert.equal(answer.status, 200);
    assert.doesNotMatch(await answer.text(), /changed/);
  }
});

test('a page without results hears of the close and of nothing else, and one that comes late at once', async () => {
  const { slug, choices } = await site.published({ text: 'When it closes?', results: 'closed' }, 'olga');
  await heard(slug);
  const page = (query: string) => fetch(`${origin}/questions/${slug}/live${query}`);
  const waiting = await page('?only=change');
  const events = waiting.text();
  assert.equal((await vote(slug, choices.slice(-1))).statusCode, 201);
  assert.equal((await page('')).status, 403);
  await site.app.inject({ method: 'POST', url: `/api/v1/questions/${slug}/close`, headers: session });
  // Whoever waits is told as the process hears of it.
  const told = await events;
  const changed = 'event: changed\ndata: \n\n';
  for (const answer of [told, (await page('?only=change')).text(), (await page('')).text()])
    assert.equal((await answer).replaceAll(/^(:.*|retry:.*)\n+/gm, ''), changed);
});

test('a stream asked for without its body is refused instead of kept open', async () => {
  const { slug } = await site.published({ text: 'Only the head?' });
  const answer = await api(`/questions/${slug}/results/live`, {}, 'HEAD');
  assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'GET']);
  const page = await fetch(`${origin}/questions/${slug}/live`, { method: 'HEAD' });
  assert.equal(page.status, 404);
});
