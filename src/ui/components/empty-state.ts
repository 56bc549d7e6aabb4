import { type Html, html, nothing } from '../html.ts';

/** What a list shows instead of nothing. */
export function emptyState(title: string, hint: string, action: Html = nothing): Html {
  return html`<div class="empty"><p class="empty-title">${title}</p><p>${hint}</p>!${action}</div>`;
}
