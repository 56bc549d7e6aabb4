import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressLine } from '#src/commands/progress-line.ts';

const here = import.meta.filename;

function terminal(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  return { written, out: { isTTY, write } };
}

test('a terminal sees how far a file is, one line that ends empty', () => {
  const { written, out } = terminal(true);
  const line = progressLine(out);
  line.heard(here, 1);
  line.end();
  assert.equal(written[0], '\r\u001b[Kprogress-line.test.ts: 0 %');
  assert.equal(written.at(-1), '\r\u001b[K');
});

test('it is not told more than all of a file that grows, and not with every piece', () => {
  const { written, out } = terminal(true);
  const line = progressLine(out);
  line.heard(here, Number.MAX_SAFE_INTEGER);
  for (let n = 0; n < 100; n += 1) line.heard(here, n);
  assert.match(written[0] ?? '', /: 100 %$/);
  assert.ok(written.length < 100, `${written.length} times`);
});

test('a file or pipe gets nothing', () => {
  const { written, out } = terminal(false);
  const line = progressLine(out);
  line.heard(here, 1);
  line.end();
  assert.deepEqual(written, []);
});
