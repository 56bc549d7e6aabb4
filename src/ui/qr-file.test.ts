import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, inflateSync } from 'node:zlib';
import { decodeQR } from 'qr/decode.js';
import { qrAsPng, qrAsSvg } from './qr-file.ts';

const ADDRESS = 'https://vote.example.org/questions/what-should-we-plant-in-the-courtyard';

/** The chunks of a PNG, whose sums have to be right. */
function chunksOf(png: Buffer) {
  assert.equal(png.toString('latin1', 0, 8), '\x89PNG\r\n\x1a\n');
  const chunks: [string, Buffer][] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    assert.equal(png.readUInt32BE(at + 8 + length), crc32(body));
    chunks.push([body.toString('latin1', 0, 4), body.subarray(4)]);
    at += 12 + length;
  }
  return chunks;
}

test('a PNG says what it was made of', () => {
  const [[first, head], [second, data], [last]] = chunksOf(qrAsPng(ADDRESS)) as [
    [string, Buffer],
    [string, Buffer],
    [string, Buffer],
  ];
  assert.deepEqual([first, second, last], ['IHDR', 'IDAT', 'IEND']);
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  assert.ok(width === height && width > 400, `${width} pixels`);
  assert.deepEqual([...head.subarray(8)], [1, 0, 0, 0, 0]);
  const bytes = inflateSync(data);
  const stride = width / 8 + 1;
  assert.equal(bytes.length, stride * height);
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const light = ((bytes[y * stride + 1 + (x >> 3)] as number) >> (7 - (x & 7))) & 1;
      if (!light) pixels.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  assert.equal(decodeQR({ width, height, data: pixels }), ADDRESS);
});

test('an SVG is a file of its own', () => {
  assert.match(
    qrAsSvg(ADDRESS),
    /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="1024" height="1024" viewBox="0 0 \d+ \d+".*<\/svg>\n$/s,
  );
});
