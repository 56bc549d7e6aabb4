import type { Span } from '#src/features/observatory/span.ts';

/** One span of a waterfall. Offset and width are percentages of the whole time shown. */
export interface WaterfallRow {
  span: Span;
  depth: number;
  offset: number;
  width: number;
  /** Whether a link, not a parent, leads here: it belongs to another trace. */
  linked: boolean;
}

/** Spans in the order they are read, and how many are left out. Start and duration, in nanoseconds, cover all of them. */
export interface Waterfall {
  rows: WaterfallRow[];
  start: bigint;
  duration: number;
  hidden: number;
}

const key = (trace: string, id: string) => `${trace}:${id}`;
const byStart = (a: Span, b: Span) => Number(a.start - b.start) || Number(b.end - a.end);

/**
 * Lays out spans of one trace, and of traces linked with it, as a tree in order of time. A linked trace hangs below
 * the earliest span that links to its root, where that began first; a span whose parent is not there is a root.
 * Shows at most `limit` rows.
 */
export function waterfall(spans: readonly Span[], limit: number): Waterfall {
  const sorted = [...spans].sort(byStart);
  const start = sorted[0]?.start ?? 0n;
  const duration = sorted.reduce((longest, { end }) => Math.max(longest, Number(end - start)), 0);
  const share = (time: bigint) => (duration > 0 ? (100 * Number(time)) / duration : 0);
  const { children, roots, linked } = treeOf(sorted);

  const rows: WaterfallRow[] = [];
  const seen = new Set<Span>();
  const visit = (span: Span, depth: number) => {
    if (seen.has(span)) return;
    seen.add(span);
    const offset = share(span.start - start);
    const width = duration > 0 ? share(span.end - span.start) : 100;
    rows.push({ span, depth, offset, width, linked: linked.has(span) });
    for (const child of children.get(span) ?? []) visit(child, depth + 1);
  };
  for (const root of roots) visit(root, 0);
  // Spans that are their own ancestors hang on no root, and are shown all the same.
  for (const span of sorted) visit(span, 0);
  return { rows: rows.slice(0, limit), start, duration, hidden: Math.max(0, rows.length - limit) };
}

function treeOf(sorted: Span[]) {
  const known = new Map(sorted.map((span) => [key(span.trace, span.id), span]));
  const linkers = new Map<Span, Span>();
  for (const span of sorted) {
    for (const link of span.links) {
      const target = known.get(key(link.trace, link.id));
      // The batch links back to its votes: only the way forward in time is drawn.
      if (target && target.trace !== span.trace && target.start >= span.start && !linkers.has(target))
        linkers.set(target, span);
    }
  }
  const children = new Map<Span, Span[]>();
  const roots: Span[] = [];
  const linked = new Set<Span>();
  for (const span of sorted) {
    const parent = known.get(key(span.trace, span.parent));
    const above = parent ?? linkers.get(span);
    if (above && !parent) linked.add(span);
    const siblings = above ? children.get(above) : roots;
    if (siblings) siblings.push(span);
    else if (above) children.set(above, [span]);
  }
  return { children, roots, linked };
}
