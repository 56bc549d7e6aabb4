import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { Refusals } from './refusals.ts';

test('refuses in order, a few in each turn of the event loop', async () => {
  const refusals = new Refusals();
  const refused: number[] = [];
  for (let number = 0; number < 50; number += 1) refusals.put(() => refused.push(number));
  assert.deepEqual(refused, []);
  let most = 0;
  for (let before = 0; before < 50; before = refused.length) {
    await turn();
    most = Math.max(most, refused.length - before);
  }
  assert.ok(most <= 8, `${most} in one turn`);
  assert.deepEqual(
    refused,
    Array.from({ length: 50 }, (_, number) => number),
  );
});

test('refuses who comes meanwhile after those who came before', async () => {
  const refusals = new Refusals();
  const refused: string[] = [];
  refusals.put(() => {
    refused.push('first');
    refusals.put(() => refused.push('third'));
  });
  refusals.put(() => refused.push('second'));
  while (refused.length < 3) await turn();
  assert.deepEqual(refused, ['first', 'second', 'third']);
  refusals.put(() => refused.push('later'));
  await turn();
  assert.deepEqual(refused, ['first', 'second', 'third', 'later']);
});

test('refuses each in the context of its own request', async (t) => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  t.after(() => context.disable());
  const who = createContextKey('who');
  const refusals = new Refusals();
  const refused: unknown[] = [];
  for (const name of ['one', 'other'])
    context.with(ROOT_CONTEXT.setValue(who, name), () =>
      refusals.put(() => refused.push(context.active().getValue(who))),
    );
  await turn();
  assert.deepEqual(refused, ['one', 'other']);
});
