import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { collectAtRest } from './collect-at-rest.ts';

/** What Node is with `--expose-gc`, which counts what is asked for. */
function exposeGc(t: TestContext) {
  const asked: unknown[] = [];
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (how?: object) => unknown;
  globalThis.gc = ((how: object) => {
    asked.push(how);
    return collect(how);
  }) as NodeJS.GCFunction;
  t.after(() => Reflect.deleteProperty(globalThis, 'gc'));
  return asked;
}

function look(t: TestContext) {
  const timer = collectAtRest(20);
  t.after(() => clearInterval(timer));
}

it('lets go of what the start alone needed, once', async (t) => {
  const asked = exposeGc(t);
  const needed = new WeakRef({ once: true });
  look(t);
  while (needed.deref()) await delay(20);
  for (let n = 0; n < 5; n += 1) await delay(20);
  assert.equal(asked.length, 1);
});

it('lets go of what a rush left behind, after a longer rest', async (t) => {
  const asked = exposeGc(t);
  look(t);
  while (asked.length === 0) await delay(20);
  await delay(200);
  const rush = { once: Buffer.alloc(2 ** 26, 'x') };
  const left = new WeakRef(rush.once);
  for (let n = 0; n < 8; n += 1) await delay(20);
  assert.equal(asked.length, 1, 'as soon as the rush seems over');
  Reflect.deleteProperty(rush, 'once');
  while (left.deref()) await delay(20);
  assert.equal(asked.length, 2);
});

it('waits until there is nothing to do', async (t) => {
  const asked = exposeGc(t);
  look(t);
  const until = performance.now() + 300;
  // Every timer has its turn, and the loop never waits for one.
  while (performance.now() < until) await turn();
  assert.deepEqual(asked, []);
  while (asked.length === 0) await delay(20);
});

it('does nothing where Node has no such flag', () => {
  assert.equal(globalThis.gc, undefined);
  collectAtRest();
});
