import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forExcel } from './for-excel.ts';

test('a text comes in UTF-16 behind one mark, wherever its bytes were cut', async () => {
  const text = '¿Té o café?\t2026\n"🍵\n\ufeff"\t2026\n';
  const bytes = Buffer.from(text);
  for (let size = 1; size <= 5; size += 1) {
    async function* cut() {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    }
    const written = Buffer.concat(await Array.fromAsync(forExcel(cut())));
    assert.deepEqual([...written.subarray(0, 2)], [0xff, 0xfe]);
    assert.equal(written.subarray(2).toString('utf16le'), text);
  }
});

test('a text that begins with a mark keeps it, and bytes that are no text are refused', async () => {
  async function* chunks(bytes: Buffer) {
    yield bytes;
  }
  const written = Buffer.concat(await Array.fromAsync(forExcel(chunks(Buffer.from('\ufeffa')))));
  assert.equal(written.toString('utf16le'), '\ufeff\ufeffa');
  await assert.rejects(Array.fromAsync(forExcel(chunks(Buffer.of(0x61, 0xff)))), TypeError);
  const cut = Buffer.from('café').subarray(0, -1);
  await assert.rejects(
    Array.fromAsync(forExcel(chunks(cut))),
    TypeError,
    'nor text that ends in a character',
  );
});
