import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveMessage } from './live-message.ts';
import { steadySender } from './steady-sender.ts';

test('a slow reader gets the newest of each event, in order, and never two at once', async () => {
  const written: string[] = [];
  let writing = false;
  const send = steadySender(async ({ event, data }) => {
    assert.equal(writing, false);
    writing = true;
    await sleep(20);
    written.push(`${event} ${data}`);
    writing = false;
    if (data === '3') throw new Error('gone');
  });
  const message = (event: LiveMessage['event'], data: string) => send({ event, data });
  for (const data of ['1', '2', '3']) message('results', data);
  message('parts', 'a');
  message('parts', 'b');
  message('changed', '');
  await sleep(120);
  assert.deepEqual(written, ['results 1', 'results 3', 'parts b', 'changed ']);
  message('results', '4');
  await sleep(40);
  assert.equal(written.at(-1), 'results 4');
});
