import { type Html, html, nothing } from '../html.ts';
import type { Messages } from '../messages/messages.ts';

/** A problem and the id of the field it belongs to. */
export interface ListedProblem {
  id: string;
  text: string | undefined;
}

/** The document's title; it starts with a word of warning where a form came back with problems. */
export function pageTitle(title: string, hasProblems: boolean, messages: Messages): string {
  return hasProblems ? `${messages.layout.errorPrefix} ${title}` : title;
}

/** Every problem of a form above it, each linked to its field; nothing when there is none. */
export function errorSummary(problems: ListedProblem[], messages: Messages): Html {
  const items = problems.filter((problem) => problem.text);
  if (items.length === 0) return nothing;
  const rows = items.map(({ id, text }) => html`<li><a href="#${id}">${text}</a></li>`);
  return html`<div class="notice notice-error" role="alert" tabindex="-1" data-focus>
<p class="notice-title">${messages.layout.problems}</p>
<ul>!${rows}</ul>
</div>`;
}
