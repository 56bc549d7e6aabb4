import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { collectStart } from './collect-start.ts';

it('lets go of what the start alone needed', async (t) => {
  setFlagsFromString('--expose-gc');
  globalThis.gc = runInNewContext('gc') as NodeJS.GCFunction;
  t.after(() => Reflect.deleteProperty(globalThis, 'gc'));
  const needed = new WeakRef({ once: true });
  await collectStart();
  assert.equal(needed.deref(), undefined);
});

it('does nothing where Node has no such flag', async () => {
  assert.equal(globalThis.gc, undefined);
  await collectStart();
});
