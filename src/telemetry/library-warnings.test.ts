import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logLibraryWarnings } from '#src/telemetry/library-warnings.ts';

test('what a library warns of on the console is a line of the log', (t) => {
  t.mock.method(console, 'warn');
  const warn = t.mock.fn();
  logLibraryWarnings({ warn });
  console.warn('Rolling back %s failed', 'it');
  const [call] = warn.mock.calls;
  assert.deepEqual(call?.arguments, [{ problem: 'Rolling back it failed' }, 'a library warns']);
});
