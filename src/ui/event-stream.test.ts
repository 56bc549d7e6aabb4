import assert from 'node:assert/strict';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';

type Follow = (url: string, listeners: Record<string, () => void>) => { close(): void };
const module = join(import.meta.dirname, 'static/event-stream.js');
const { follow } = (await import(pathToFileURL(module).href)) as { follow: Follow };

/** A stream in whose place the test speaks. */
class Spoken extends EventTarget {
  static readonly CLOSED = 2;
  static opened: Spoken[] = [];
  readyState = 1;
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    Spoken.opened.push(this);
  }

  close() {
    this.readyState = Spoken.CLOSED;
  }
}

beforeEach((t) => {
  Spoken.opened = [];
  Object.assign(globalThis, { EventSource: Spoken });
  if ('mock' in t) t.mock.timers.enable({ apis: ['setTimeout'] });
});

/** The stream that is followed now. */
const now = () => Spoken.opened.at(-1) ?? assert.fail('no stream is open');

test('a stream is opened anew where nothing came of it for 50 seconds, which is said', (t) => {
  const said: string[] = [];
  const stream = follow('/live', { results: () => said.push('results'), error: () => said.push('error') });
  const first = now();
  t.mock.timers.tick(49_000);
  first.dispatchEvent(new Event('results'));
  t.mock.timers.tick(49_000);
  // What the service sends where there is nothing else to say.
  first.dispatchEvent(new Event('alive'));
  t.mock.timers.tick(49_000);
  assert.equal(Spoken.opened.length, 1);
  t.mock.timers.tick(1000);
  assert.deepEqual(said, ['results', 'error']);
  assert.equal(first.readyState, Spoken.CLOSED);
  assert.equal(now().url, '/live');
  t.mock.timers.tick(50_000);
  assert.equal(Spoken.opened.length, 3, 'one that does not even open is no better');
  stream.close();
  t.mock.timers.tick(500_000);
  assert.equal(Spoken.opened.length, 3);
});

test('a stream that the browser has given up on is opened once, within ten seconds', (t) => {
  follow('/live', {});
  now().close();
  now().dispatchEvent(new Event('error'));
  t.mock.timers.tick(4999);
  assert.equal(Spoken.opened.length, 1);
  t.mock.timers.tick(5001);
  t.mock.timers.tick(49_000);
  assert.equal(Spoken.opened.length, 2);
});
