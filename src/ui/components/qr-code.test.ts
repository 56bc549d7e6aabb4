import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeQR } from 'qr/decode.js';
import { qrCode } from './qr-code.ts';

const SCALE = 4;

/** The modules that the image's path fills, painted as pixels. */
function paint(svg: string) {
  const size = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]);
  const width = size * SCALE;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g)) {
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row += 1) {
      const start = (row * width + Number(x) * SCALE) * 4;
      for (let at = start; at < start + Number(length) * SCALE * 4; at += 4) data.fill(0, at, at + 3);
    }
  }
  return { width, height: width, data };
}

test('what is drawn can be read', () => {
  const link = 'https://vote.example.org/questions/lunch?credential=0123456789ABCDEFGHJKMNPQRS';
  const svg = qrCode(link, 'Link "1"');
  assert.equal(decodeQR(paint(svg)), link);
  assert.match(svg, /role="img" aria-label="Link &#34;1&#34;"/);
});
