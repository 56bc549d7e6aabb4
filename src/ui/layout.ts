import { siteFooter } from './components/site-footer.ts';
import { siteHeader } from './components/site-header.ts';
import { plainText } from './format.ts';
import { type Html, html, nothing } from './html.ts';
import { t } from './messages/messages.ts';
import type { PageContext } from './page-context.ts';

const STYLES = ['tokens', 'base', 'layout', 'components', 'pages', 'print'];

interface Page {
  title: string;
  body: Html;
  /** Extra elements of the document's head. */
  head?: Html;
  /** Names of the style sheets in `static/` this page uses besides the common ones. */
  styles?: string[];
  /** Names of the enhancement modules in `static/` this page uses besides the common one. */
  scripts?: string[];
  /** Reading width for people who vote, or the full width for tables. */
  width?: 'reading' | 'wide';
}

/** A whole HTML document: shell, navigation, flash message, the page's body and footer. */
export function layout(context: PageContext, page: Page): Html {
  const { locale, flash, build } = context;
  const messages = t(locale);
  const asset = (file: string) => `/static/${file}?v=${encodeURIComponent(build)}`;
  const styles = [...STYLES, ...(page.styles ?? [])].map(
    (name) => html`<link rel="stylesheet" href="${asset(`${name}.css`)}">`,
  );
  const scripts = ['enhance', ...(page.scripts ?? [])].map(
    (name) => html`<script type="module" src="${asset(`${name}.js`)}"></script>`,
  );
  const message = flash
    ? html`<div class="flash flash-${flash.kind}" role="${flash.kind === 'error' ? 'alert' : 'status'}">${flash.text}</div>`
    : nothing;
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${plainText(page.title)} · Tallyscope</title>
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${asset('favicon.svg')}" type="image/svg+xml">
!${styles}
!${scripts}
!${page.head ?? nothing}
</head>
<body>
<a class="skip-link" href="#main">${messages.layout.skip}</a>
!${siteHeader(context, messages)}
<main id="main" class="main main-${page.width ?? 'reading'}" tabindex="-1">
!${message}
!${page.body}
</main>
!${siteFooter(context, messages)}
</body>
</html>`;
}
