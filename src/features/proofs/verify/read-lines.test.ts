import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { inBytes, readable, readLines, shown } from '#src/features/proofs/verify/read-lines.ts';
import { makeScratchDirectory } from '../../../../test/support/scratch-directory.ts';

const CHUNK = 1 << 20;

test('lines are read as they stand in the file, wherever it is read in parts', async (t) => {
  const directory = await makeScratchDirectory();
  t.after(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'lines');
  const line = (length: number) => `${'x'.repeat(length - 1)}\n`;
  for (const lines of [
    [],
    ['no line feed'],
    ['\n', 'a\n', '\n'],
    [inBytes('ñ\n'), '\xff\n', 'last'],
    // A part ends with a line, within one, and before a line feed.
    [line(CHUNK), 'a\n', 'b\n'],
    [line(10), line(CHUNK), 'a\n', line(CHUNK - 11), 'b\n', 'c'],
    [line(CHUNK + 1), line(CHUNK - 1), 'a\n'],
    [line(3 * CHUNK), 'a\n'],
  ]) {
    const bytes = Buffer.from(lines.join(''), 'latin1');
    await writeFile(path, bytes);
    const heard: [string, number][] = [];
    const read = await Array.fromAsync(readLines(path, (...told) => heard.push(told)));
    assert.ok(read.length === lines.length && read.every((one, at) => one === lines[at]));
    const ends = Array.from({ length: Math.ceil(bytes.length / CHUNK) }, (_, part) => (part + 1) * CHUNK);
    assert.deepEqual(
      heard,
      ends.map((end) => [path, Math.min(end, bytes.length)]),
    );
  }
});

test('a file that is one endless line is not read on', async (t) => {
  const directory = await makeScratchDirectory();
  t.after(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'endless');
  await writeFile(path, Buffer.alloc(20 * CHUNK, 'x'));
  let heard = 0;
  const reading = Array.fromAsync(readLines(path, (_path, bytes) => (heard = bytes)));
  await assert.rejects(reading, /endless holds a line of more than 16 MiB/);
  assert.ok(heard <= 17 * CHUNK);
});

test('a line is shown as a text, without its line feed, and no longer than 120 characters', () => {
  assert.equal(shown('a "b"\n'), '"a \\"b\\""');
  assert.equal(shown('a\nb\n'), '"a\\nb"');
  assert.equal(shown(inBytes('ñ')), '"ñ"');
  assert.equal(shown('x'.repeat(120)), `"${'x'.repeat(120)}"`);
  assert.equal(shown(`${'x'.repeat(120)}y`), `"${'x'.repeat(120)}…"`);
  assert.equal(readable(inBytes('ñ – 🗳')), 'ñ – 🗳');
});
