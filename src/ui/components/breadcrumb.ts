import { type Html, html } from '../html.ts';
import type { Messages } from '../messages/messages.ts';
import { userText } from './user-text.ts';

/** The way to this page: links to its parents, then its own name. */
export function breadcrumb(
  parents: { href: string; text: string }[],
  here: string,
  messages: Messages,
): Html {
  const links = parents.map(({ href, text }) => html`<li><a href="${href}">!${userText(text)}</a></li>`);
  return html`<nav class="breadcrumb" aria-label="${messages.layout.breadcrumb}"><ol>!${links}<li aria-current="page">!${userText(here)}</li></ol></nav>`;
}
