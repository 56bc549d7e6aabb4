import type { Reading } from '#src/features/observatory/backend.ts';
import { formatNanoseconds } from '#src/features/observatory/pages/formats.ts';
import { faultNotice } from '#src/features/observatory/pages/section.ts';
import { waterfallTable } from '#src/features/observatory/pages/waterfall-table.ts';
import type { Story } from '#src/features/observatory/tempo-api.ts';
import { type WaterfallRow, waterfall } from '#src/features/observatory/waterfall.ts';
import { spanNames } from '#src/telemetry/names.ts';
import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { linkButton } from '#src/ui/components/button.ts';
import { copyable } from '#src/ui/components/copyable.ts';
import { emptyState } from '#src/ui/components/empty-state.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

const ROWS = 300;
const LISTED_LINKS = 20;

function linkedTraces(ids: string[], { locale }: PageContext): Html {
  const words = t(locale).observatory;
  if (ids.length === 0) return nothing;
  const items = ids
    .slice(0, LISTED_LINKS)
    .map((id) => html`<li><a href="${paths.trace(id)}"><code>${id}</code></a></li>`);
  return html`<section class="observed" aria-labelledby="linked"><h2 id="linked">${words.linkedTraces(formatCount(ids.length, locale))}</h2><ul class="linked-traces">!${items}</ul></section>`;
}

/** What the trace's calls asked of the database, each statement once. */
function statements(rows: readonly WaterfallRow[], { locale }: PageContext): Html {
  const words = t(locale).observatory;
  const texts = new Set(rows.flatMap(({ span }) => span.statement ?? []));
  if (texts.size === 0) return nothing;
  const items = [...texts].map((text) => html`<li><code>${text}</code></li>`);
  return html`<section class="observed" aria-labelledby="statements"><h2 id="statements">${words.statements}</h2><ol class="statements">!${items}</ol></section>`;
}

function wholeTrace(context: PageContext, { id, spans, others }: Story): Html {
  const { locale } = context;
  const messages = t(locale);
  const drawn = waterfall(spans, ROWS);
  const name = drawn.rows[0]?.span.name ?? id;
  const isVote = spans.some((span) => span.trace === id && span.name === spanNames.voteCast);
  const { journey, journeyHint } = messages.observatory;
  const title = isVote ? html`<h1>${journey}</h1><p class="lead">${journeyHint}</p>` : html`<h1>${name}</h1>`;
  const started = new Date(Number(drawn.start / 1_000_000n));
  return html`<header class="page-head">!${title}</header>
<p>!${copyable(id, messages)}</p>
<p class="meta"><span>${formatNanoseconds(drawn.duration, locale)}</span><span>!${timeElement(started, locale)}</span></p>
!${waterfallTable(context, drawn, name)}
!${statements(drawn.rows, context)}
!${linkedTraces(others, context)}`;
}

/** One trace as a waterfall with the traces it links to; says so where it is not kept or cannot be asked for. */
export function tracePage(context: PageContext, { fault, value: story }: Reading<Story | undefined>): Html {
  const messages = t(context.locale);
  const words = messages.observatory;
  const trail = breadcrumb([{ href: paths.observatory, text: words.title }], words.trace, messages);
  const plain = (content: Html) =>
    html`<header class="page-head"><h1>${words.trace}</h1></header>!${content}`;
  const content = fault
    ? plain(faultNotice('Tempo', fault, messages))
    : story
      ? wholeTrace(context, story)
      : plain(
          emptyState(words.noTrace, words.noTraceHint, linkButton(context.path, words.tryAgain, 'secondary')),
        );
  return layout(context, {
    title: words.trace,
    body: html`!${trail}!${content}`,
    width: 'wide',
    styles: ['observatory'],
  });
}
