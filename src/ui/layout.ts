import { siteFooter } from './components/site-footer.ts';
import { siteHeader } from './components/site-header.ts';
import { type Html, html, nothing } from './html.ts';
import { htmlDocument } from './html-document.ts';
import { t } from './messages/messages.ts';
import type { PageContext } from './page-context.ts';

/** Style sheets of every page. */
export const STYLES = ['tokens', 'base', 'layout', 'controls', 'components', 'pages', 'content', 'print'];

interface Page {
  title: string;
  /** What the page is about, for those who find or share it; in one sentence or two. */
  description?: string | undefined;
  body: Html;
  /** Names of the style sheets in `static/` this page uses besides the common ones. */
  styles?: string[];
  /** Names of the enhancement modules in `static/` this page uses besides the common one. */
  scripts?: string[];
  /** Where who logs in by the header goes on to, other than the page's own question. */
  next?: string | undefined;
  /** Reading width for people who vote, or the full width for tables. */
  width?: 'reading' | 'wide';
}

/** A whole HTML document: shell, navigation, flash message, the page's body and footer. */
export function layout(context: PageContext, page: Page): Html {
  const { locale, flash } = context;
  const messages = t(locale);
  const message = flash
    ? html`<div class="flash flash-${flash.kind}" role="status">${flash.text}</div>`
    : nothing;
  const body = html`<a class="skip-link" href="#main">${messages.layout.skip}</a>
!${siteHeader(context, messages, page.next)}
<main id="main" class="main main-${page.width ?? 'reading'}" tabindex="-1">
!${message}
!${page.body}
</main>
!${siteFooter(context, messages)}`;
  return htmlDocument(context, {
    title: page.title,
    description: page.description || messages.layout.tagline,
    body,
    styles: [...STYLES, ...(page.styles ?? [])],
    scripts: ['enhance', 'keep-form', ...(page.scripts ?? [])],
  });
}
