import { plainText } from './format.ts';
import { type Html, html, nothing } from './html.ts';
import type { PageContext } from './page-context.ts';
import { staticPath } from './static-files.ts';

interface HtmlDocument {
  title: string;
  /** What it is about, in one sentence or two. */
  description?: string;
  /** What stands in the body element, and the class of that. */
  body: Html;
  className?: string;
  /** Names of style sheets and modules in `static/`. */
  styles: string[];
  scripts: string[];
}

/** What a search engine shows, and a chat of a link that somebody sends there: nothing that only this reader may see. */
function about(title: string, description: string | undefined): Html {
  if (!description) return nothing;
  const text = plainText(description);
  const more = text === title ? nothing : html`<meta property="og:description" content="${text}">`;
  return html`<meta name="description" content="${text}">
<meta property="og:site_name" content="Tallyscope">
<meta property="og:type" content="website">
<meta property="og:title" content="${title}">
!${more}`;
}

/** A whole HTML document of this site, whatever stands in its body. */
export function htmlDocument({ locale }: Pick<PageContext, 'locale'>, document: HtmlDocument): Html {
  const styles = document.styles.map(
    (name) => html`<link rel="stylesheet" href="${staticPath(`${name}.css`)}">`,
  );
  const scripts = document.scripts.map(
    (name) => html`<script type="module" src="${staticPath(`${name}.js`)}"></script>`,
  );
  const className = document.className ? html` class="${document.className}"` : nothing;
  const title = plainText(document.title);
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Tallyscope</title>
!${about(title, document.description)}
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${staticPath('favicon.svg')}" type="image/svg+xml">
!${styles}
!${scripts}
</head>
<body!${className}>
!${document.body}
</body>
</html>`;
}
