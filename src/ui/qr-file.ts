import { crc32, deflateSync } from 'node:zlib';
import { qrModules, qrSvg } from './components/qr-code.ts';
import { html } from './html.ts';

/** Pixels of a module: with those of an address the picture is some 700 wide, enough for a page of paper. */
const SCALE = 16;

/** A QR code as a file that any drawing program takes. */
export const qrAsSvg = (text: string): string =>
  `${qrSvg(text, html`xmlns="http://www.w3.org/2000/svg" width="1024" height="1024"`)}\n`;

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A line of pixels, a bit each, light ones 1, behind the byte that says that no filter was used. */
function line(row: readonly boolean[]): Buffer {
  const bits = row.map((dark) => (dark ? '0' : '1').repeat(SCALE)).join('');
  return Buffer.from([0, ...(bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))]);
}

/** A QR code as PNG (ISO/IEC 15948) in black and white. */
export function qrAsPng(text: string): Buffer {
  const rows = qrModules(text);
  const size = rows.length * SCALE;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  // A bit a pixel, grey; the rest is 0 in every PNG of this kind.
  head.writeUInt8(1, 8);
  const pixels = Buffer.concat(rows.flatMap((row) => Array<Buffer>(SCALE).fill(line(row))));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
