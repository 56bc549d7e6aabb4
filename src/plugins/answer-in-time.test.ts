import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify from 'fastify';
import { errors } from '#src/features/status/errors.ts';
import { answerInTime } from '#src/plugins/answer-in-time.ts';
import { requestLimit } from '#src/plugins/request-limit.ts';
import { eventually } from '../../test/support/eventually.ts';

test('who waits for a change for too long is told so, and what becomes of it then troubles nobody', async (t) => {
  const lines: { level: number; msg: string }[] = [];
  const app = Fastify({
    logger: { level: 'warn', stream: { write: (line) => void lines.push(JSON.parse(line)) } },
  });
  t.after(() => app.close());
  await app.register(errors);
  await app.register(requestLimit, { limit: 9 });
  await app.register(answerInTime, { ms: 40 });
  const { promise: back, resolve: comeBack } = Promise.withResolvers<void>();
  const late: string[] = [];
  const slowly = (name: string) => back.finally(() => void late.push(name));
  app.post('/done', (_request, reply) => slowly('done').then(() => reply.redirect('/', 303)));
  app.post('/failed', async () => {
    await slowly('failed');
    throw new Error('too late');
  });
  app.post('/quick', () => 'at once');
  app.get('/page', () => slowly('page').then(() => 'a page'));
  app.post('/vote', { config: { unlimited: true } }, () => slowly('vote').then(() => 'a vote'));

  const page = app.inject('/page');
  const vote = app.inject({ method: 'POST', url: '/vote' });
  for (const url of ['/done', '/failed']) {
    const told = await app.inject({ method: 'POST', url });
    assert.deepEqual(
      [told.statusCode, told.headers['retry-after'], told.json().type],
      [503, '10', 'urn:tallyscope:problem:unconfirmed'],
    );
    assert.match(told.body, /may have been made: look first/);
  }
  assert.equal((await app.inject({ method: 'POST', url: '/quick' })).body, 'at once');
  comeBack();
  assert.deepEqual([(await page).body, (await vote).body], ['a page', 'a vote']);
  await eventually(() => assert.equal(late.length, 4));
  assert.deepEqual(
    lines.map(({ msg }) => msg),
    ['The database has not confirmed this in time'],
  );
});
