import { type Html, html } from '../html.ts';

type Kind = 'info' | 'success' | 'error';

/** A framed message with a heading. Errors are announced at once, the rest politely. */
export function notice(kind: Kind, title: string, body: Html): Html {
  const role = kind === 'error' ? 'alert' : 'status';
  return html`<div class="notice notice-${kind}" role="${role}"><p class="notice-title">${title}</p>!${body}</div>`;
}
