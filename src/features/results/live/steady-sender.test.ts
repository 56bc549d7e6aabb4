import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { liveMessage } from './live-message.ts';
import { steadySender } from './steady-sender.ts';

test('a slow reader gets the newest of each event, in order, and nothing after the end', async () => {
  const written: string[] = [];
  let read = () => {};
  const reader = new Writable({
    highWaterMark: 1,
    write: (chunk, _encoding, done) => {
      written.push(/event: (.*)\ndata: (.*)\n\n/.exec(String(chunk))?.slice(1).join(' ') ?? '');
      read = done;
    },
  });
  const drain = async () => {
    const drained = once(reader, 'drain');
    read();
    await drained;
  };
  let ends = 0;
  const send = steadySender(reader, () => ends++);
  for (const data of ['1', '2', '3']) send(liveMessage('results', data));
  send(liveMessage('parts', 'a'));
  send(liveMessage('parts', 'b'));
  assert.deepEqual(written, ['results 1']);
  for (const event of ['results 3', 'parts b']) {
    await drain();
    assert.equal(written.at(-1), event);
  }
  await drain();
  send(liveMessage('results', '4'));
  send(liveMessage('changed', ''));
  send(liveMessage('results', '5'));
  assert.equal(ends, 0, 'it is not written yet');
  await drain();
  assert.equal(ends, 1);
  send(liveMessage('results', '6'));
  assert.deepEqual(written, ['results 1', 'results 3', 'parts b', 'results 4', 'changed ']);
});
