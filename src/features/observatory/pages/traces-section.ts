import { formatNanoseconds } from '#src/features/observatory/pages/formats.ts';
import { waterfallTable } from '#src/features/observatory/pages/waterfall-table.ts';
import type { Story } from '#src/features/observatory/tempo-api.ts';
import { waterfall } from '#src/features/observatory/waterfall.ts';
import { emptyState } from '#src/ui/components/empty-state.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { type Html, html } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

const ROWS = 10;

function shortTrace(context: PageContext, { id, spans }: Story): Html {
  const { locale } = context;
  const drawn = waterfall(spans, ROWS);
  const name = drawn.rows[0]?.span.name ?? id;
  const started = new Date(Number(drawn.start / 1_000_000n));
  return html`<li class="traced"><h3><a href="${paths.trace(id)}">${name}<span class="visually-hidden"> ${id}</span></a></h3>
<p class="meta"><span>${formatNanoseconds(drawn.duration, locale)}</span><span>!${timeElement(started, locale)}</span></p>
!${waterfallTable(context, drawn, name)}</li>`;
}

/** The slowest traces, each with the beginning of its waterfall. */
export function tracesList(context: PageContext, stories: Story[]): Html {
  const words = t(context.locale).observatory;
  if (stories.length === 0) return emptyState(words.noTraces, words.noTracesHint);
  return html`<ol class="traces">!${stories.map((story) => shortTrace(context, story))}</ol>`;
}
