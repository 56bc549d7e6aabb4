import { formatNanoseconds } from '#src/features/observatory/pages/formats.ts';
import type { Waterfall, WaterfallRow } from '#src/features/observatory/waterfall.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale, PageContext } from '#src/ui/page-context.ts';

/** A deeper span is indented no further. */
const DEEPEST = 6;
/** The least width of a bar, in percent of the track, that can still be seen. */
const VISIBLE = 0.6;

function track({ offset, width, span }: WaterfallRow): Html {
  const shown = Math.max(width, VISIBLE);
  const x = Math.min(offset, 100 - shown).toFixed(2);
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="bar-track" width="100" height="10"></rect><rect class="bar-fill!${span.failed ? html` bar-failed` : nothing}" x="${x}" width="${shown.toFixed(2)}" height="10"></rect></svg>`;
}

function line(row: WaterfallRow, start: bigint, locale: Locale): Html {
  const { span, depth, linked } = row;
  const words = t(locale).observatory;
  const marks = html`!${linked ? html` <span class="span-mark">${words.linked}</span>` : nothing}!${span.failed ? html` <span class="span-mark span-failed">${words.failed}</span>` : nothing}`;
  const after = formatNanoseconds(Number(span.start - start), locale);
  return html`<tr><th scope="row" class="depth-${Math.min(depth, DEEPEST)}">${span.name}!${marks}</th><td class="numeric">${formatNanoseconds(Number(span.end - span.start), locale)}</td><td><span class="visually-hidden">${words.after(after)}</span>!${track(row)}</td></tr>`;
}

/** Spans as a table, each with a bar that shows when it ran. */
export function waterfallTable(
  { locale }: PageContext,
  { rows, start, hidden }: Waterfall,
  caption: string,
): Html {
  const words = t(locale).observatory;
  const more =
    hidden > 0 ? html`<p class="meta">${words.moreSpans(formatCount(hidden, locale))}</p>` : nothing;
  return html`<table class="waterfall"><caption class="visually-hidden">${caption}</caption><thead><tr><th scope="col">${words.span}</th><th scope="col" class="numeric">${words.took}</th><th scope="col">${words.when}</th></tr></thead><tbody>!${rows.map((row) => line(row, start, locale))}</tbody></table>!${more}`;
}
