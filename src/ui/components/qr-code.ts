import { encodeQR } from 'qr';
import { type Html, html } from '../html.ts';

/** A QR code (ISO/IEC 18004) as an image with a text alternative; dark on light in every theme, as readers expect it. */
export function qrCode(text: string, label: string): Html {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const runs = rows.flatMap((row, y) =>
    [...row.map(Number).join('').matchAll(/1+/g)].map(
      ({ index, 0: run }) => `M${index} ${y}h${run.length}v1H${index}z`,
    ),
  );
  return html`<svg class="qr-code" viewBox="0 0 ${rows.length} ${rows.length}" role="img" aria-label="${label}" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"></rect><path fill="#000" d="${runs.join('')}"></path></svg>`;
}
