import type { ResultsState } from '#src/features/results/results-state.ts';
import { copyable } from '#src/ui/components/copyable.ts';
import { plainText } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { type Messages, t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** What is shared of a question, and how. */
export interface Shared {
  slug: string;
  text: string;
  state: ResultsState;
  /** Origin that readers know this service by. */
  origin: string;
  /** Where who organises it finds its QR code; absent for everybody else. */
  shareUrl?: string | undefined;
  /** Whether anybody may see the results now, wherever they are embedded. */
  anybody: boolean;
}

/** The markup that shows the results of a question in another page. */
const embedSnippet = ({ slug, text, origin }: Pick<Shared, 'slug' | 'text' | 'origin'>): string =>
  html`<iframe src="${origin}${paths.embed(slug)}" title="${plainText(text)}" width="100%" height="480" loading="lazy"></iframe>`;

/** An address to copy and to share by the browser's own means, and what else there is to do with it. */
export function sharedAddress(
  { address, text, closed }: { address: string; text: string; closed: boolean },
  messages: Messages,
  more: Html = nothing,
): Html {
  const { sharing } = messages.results;
  return html`<p class="sharing-link"><span>${closed ? sharing.resultsLink : sharing.link}</span> !${copyable(address, messages)}</p>
<div class="actions"><button class="button button-secondary" type="button" data-share="${address}" data-share-title="${plainText(text)}" hidden>${sharing.share}</button>!${more}</div>`;
}

/** Address to vote or, after the close, of the results, sharing by the browser's own means, the big screen and the code to embed. */
export function sharingSection(shared: Shared, locale: Locale): Html {
  const messages = t(locale);
  const { sharing } = messages.results;
  const closed = shared.state === 'closed';
  const address = `${shared.origin}${closed ? paths.results(shared.slug) : paths.question(shared.slug)}`;
  const qr = shared.shareUrl
    ? html`<a class="button button-secondary" href="${shared.shareUrl}">${sharing.qrTitle}</a>`
    : nothing;
  const later = shared.anybody ? nothing : html` ${sharing.embedHidden}`;
  return html`<section class="sharing" id="share"><h2 class="section-title">${sharing.title}</h2>
!${sharedAddress({ address, text: shared.text, closed }, messages, html`<a class="button button-secondary" href="${paths.present(shared.slug)}">${sharing.present}</a>!${qr}`)}
<details class="more"><summary>${sharing.embed}</summary><p class="field-hint">${sharing.embedHint}!${later}</p>
<p>!${copyable(embedSnippet(shared), messages, sharing.code)}</p></details></section>`;
}
