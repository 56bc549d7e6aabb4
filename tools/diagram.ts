import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Part {
  at: [column: number, row: number];
  name: string;
  note: string;
}

interface Diagram {
  title: string;
  parts: Record<string, Part>;
  ways: [from: string, to: string, label: string][];
}

const CELL = { width: 236, height: 104 };
const BOX = { width: 152, height: 58 };
const MARGIN = 16;
const STYLE = `
    text { font: 14px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #16211f; text-anchor: middle; }
    .name { font-weight: 700; }
    .note { font-size: 12px; fill: #465652; }
    .label { font-size: 12px; fill: #465652; paint-order: stroke; stroke: #fbfaf7; stroke-width: 5px; }
    .page { fill: #fbfaf7; }
    .box { fill: #fff; stroke: #2b6a5f; stroke-width: 1.5; }
    .way { stroke: #5f6f6b; stroke-width: 1.5; fill: none; marker-end: url(#arrow); }
    #arrow path { fill: #5f6f6b; }`;

const quoted = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const middle = ({ at: [column, row] }: Part) => ({
  x: MARGIN + column * CELL.width + BOX.width / 2,
  y: MARGIN + row * CELL.height + BOX.height / 2,
});

/** Where the line from the middle of a box towards a point leaves the box. */
function edge(from: { x: number; y: number }, to: { x: number; y: number }) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const scale = Math.min(BOX.width / 2 / Math.abs(dx || 1e-9), BOX.height / 2 / Math.abs(dy || 1e-9));
  return { x: Math.round(from.x + dx * scale), y: Math.round(from.y + dy * scale) };
}

/** A diagram as SVG: boxes in a grid and straight ways between them. @throws where a way leads to no part. */
export function drawDiagram({ title, parts, ways }: Diagram): string {
  const find = (name: string) => {
    const part = parts[name];
    if (!part) throw new Error(`the diagram has no part "${name}"`);
    return part;
  };
  const columns = Math.max(...Object.values(parts).map(({ at }) => at[0])) + 1;
  const rows = Math.max(...Object.values(parts).map(({ at }) => at[1])) + 1;
  const width = 2 * MARGIN + (columns - 1) * CELL.width + BOX.width;
  const height = 2 * MARGIN + (rows - 1) * CELL.height + BOX.height;
  const lines = ways.map(([from, to]) => {
    const [a, b] = [middle(find(from)), middle(find(to))];
    const [start, end] = [edge(a, b), edge(b, a)];
    return `  <path class="way" d="M${start.x} ${start.y}L${end.x} ${end.y}"/>`;
  });
  const labels = ways.flatMap(([from, to, label]) => {
    if (!label) return [];
    const [a, b] = [middle(find(from)), middle(find(to))];
    return [
      `  <text class="label" x="${Math.round((a.x + b.x) / 2)}" y="${Math.round((a.y + b.y) / 2) + 4}">${quoted(label)}</text>`,
    ];
  });
  const boxes = Object.values(parts).flatMap((part) => {
    const { x, y } = middle(part);
    return [
      `  <rect class="box" x="${x - BOX.width / 2}" y="${y - BOX.height / 2}" width="${BOX.width}" height="${BOX.height}" rx="8"/>`,
      `  <text class="name" x="${x}" y="${y - 3}">${quoted(part.name)}</text>`,
      `  <text class="note" x="${x}" y="${y + 16}">${quoted(part.note)}</text>`,
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">`,
    `  <title id="title">${quoted(title.trim())}</title>`,
    `  <style>${STYLE}\n  </style>`,
    '  <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>',
    `  <rect class="page" width="${width}" height="${height}"/>`,
    ...lines,
    ...boxes,
    ...labels,
    '</svg>\n',
  ].join('\n');
}

/** The diagrams of today's sources. */
export function render(): Map<string, string> {
  const source = readFileSync(join(import.meta.dirname, '../docs/images/deployment.yaml'), 'utf8');
  return new Map([['docs/images/deployment.svg', drawDiagram(parse(source) as Diagram)]]);
}
