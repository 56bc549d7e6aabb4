import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { LiveResults } from '#src/features/results/live-results.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { createTestApp } from '../../../test/support/test-app.ts';

/** Asks for a stream, and leaves while the service looks for the question. */
async function leaveEarly(t: TestContext, path: (slug: string) => string) {
  const { app, published } = await createTestApp(t);
  const { slug } = await published();
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  const { find } = QuestionCatalogue.prototype;
  const [asked, left] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  t.mock.method(QuestionCatalogue.prototype, 'find', async function (this: QuestionCatalogue, one: string) {
    asked.resolve();
    await left.promise;
    return find.call(this, one);
  });
  const request = get(`${origin}${path(slug)}`, { agent: false });
  const gone = once(request, 'error');
  await asked.promise;
  request.destroy(new Error('left'));
  await gone;
  await eventually(
    async () =>
      assert.equal(
        await new Promise<number>((told) => app.server.getConnections((_, count) => told(count))),
        0,
      ),
    { everyMs: 5 },
  );
  left.resolve();
  await sleep(100);
}

for (const path of [
  (slug: string) => `/questions/${slug}/live`,
  (slug: string) => `/api/v1/questions/${slug}/results/live`,
])
  test(`nobody follows results for a reader who has left already: ${path('…')}`, async (t) => {
    const watch = t.mock.method(LiveResults.prototype, 'watch');
    await leaveEarly(t, path);
    assert.equal(watch.mock.callCount(), 0);
  });

test('nobody waits for a change for a reader who has left already', async (t) => {
  const wait = t.mock.method(LiveResults.prototype, 'awaitChange');
  await leaveEarly(t, (slug) => `/questions/${slug}/live?only=change`);
  assert.equal(wait.mock.callCount(), 0);
});
