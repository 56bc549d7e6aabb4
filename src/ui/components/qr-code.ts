import { encodeQR } from 'qr';
import { type Html, html } from '../html.ts';

/** The modules of a QR code (ISO/IEC 18004) in rows, dark ones true, with the margin that readers need. */
export const qrModules = (text: string): boolean[][] => encodeQR(text, 'raw', { ecc: 'medium', border: 4 });

/** A QR code as SVG, dark on light in every theme, as readers expect it; `attributes` are those of its element. */
export function qrSvg(text: string, attributes: Html): Html {
  const rows = qrModules(text);
  const runs = rows.flatMap((row, y) =>
    [...row.map(Number).join('').matchAll(/1+/g)].map(
      ({ index, 0: run }) => `M${index} ${y}h${run.length}v1H${index}z`,
    ),
  );
  return html`<svg !${attributes} viewBox="0 0 ${rows.length} ${rows.length}" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"></rect><path fill="#000" d="${runs.join('')}"></path></svg>`;
}

/** A QR code as an image of a page, with a text alternative. */
export const qrCode = (text: string, label: string): Html =>
  qrSvg(text, html`class="qr-code" role="img" aria-label="${label}"`);
