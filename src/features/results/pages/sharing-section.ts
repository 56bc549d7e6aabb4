import { copyable } from '#src/ui/components/copyable.ts';
import { plainText } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** What is shared of a question, and how. */
export interface Shared {
  slug: string;
  text: string;
  state: 'open' | 'closed';
  /** Origin that readers know this service by. */
  origin: string;
  /** Whether anybody may see the results now, wherever they are embedded. */
  anybody: boolean;
}

/** The markup that shows the results of a question in another page. */
const embedSnippet = ({ slug, text, origin }: Pick<Shared, 'slug' | 'text' | 'origin'>): string =>
  html`<iframe src="${origin}${paths.embed(slug)}" title="${plainText(text)}" width="100%" height="480" loading="lazy"></iframe>`;

/** Address to vote or, after the close, of the results, sharing by the browser's own means, the big screen and the code to embed. */
export function sharingSection(shared: Shared, locale: Locale): Html {
  const messages = t(locale);
  const { sharing } = messages.results;
  const open = shared.state === 'open';
  const address = `${shared.origin}${open ? paths.question(shared.slug) : paths.results(shared.slug)}`;
  const later = shared.anybody ? nothing : html` ${sharing.embedHidden}`;
  return html`<section class="sharing" id="share"><h2 class="section-title">${sharing.title}</h2>
<p class="sharing-link"><span>${open ? sharing.link : sharing.resultsLink}</span> !${copyable(address, messages)}</p>
<div class="actions"><button class="button button-secondary" type="button" data-share="${address}" data-share-title="${plainText(shared.text)}" hidden>${sharing.share}</button>
<a class="button button-secondary" href="${paths.present(shared.slug)}">${sharing.present}</a></div>
<details class="more"><summary>${sharing.embed}</summary><p class="field-hint">${sharing.embedHint}!${later}</p>
<p>!${copyable(embedSnippet(shared), messages, sharing.code)}</p></details></section>`;
}
