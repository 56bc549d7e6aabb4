import { briefResults, SCREEN_STYLES, type ShownResults } from '#src/features/results/pages/brief-results.ts';
import { following, liveControls } from '#src/features/results/pages/live-controls.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { htmlDocument } from '#src/ui/html-document.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

type Context = Pick<PageContext, 'locale'>;

/** Results in a frame of another site: nothing to fill in, and links open a window of their own. */
export function embedPage(context: Context, page: ShownResults): Html {
  const { locale } = context;
  const { embed, title } = t(locale).results;
  const { slug, text, state, tally, origin } = page;
  const open = state === 'open';
  const follows = following(slug, page.state, tally !== undefined);
  const target = open ? paths.question(slug) : paths.results(slug);
  const invites = open ? embed.vote : embed.results;
  const body = html`<main id="main" class="embed"!${follows.source}>
<h1 class="embed-title">!${userText(text)}</h1>
!${briefResults(page, locale)}
!${open && tally ? liveControls(tally.asOf, locale) : nothing}
<p class="embed-link"><a href="${origin}${target}" target="_blank" rel="noopener">${invites} <span class="visually-hidden">${embed.newWindow}</span></a></p>
</main>`;
  const scripts = ['enhance', ...follows.scripts];
  return htmlDocument(context, {
    title: title(text),
    body,
    className: 'framed',
    styles: SCREEN_STYLES,
    scripts,
  });
}

/** What a frame shows whose question does not exist, or not any more. */
export function embedMissingPage(context: Context): Html {
  const { embed } = t(context.locale).results;
  const body = html`<main id="main" class="embed"><h1 class="embed-title">${embed.missing}</h1></main>`;
  return htmlDocument(context, {
    title: embed.missing,
    body,
    className: 'framed',
    styles: SCREEN_STYLES,
    scripts: [],
  });
}
