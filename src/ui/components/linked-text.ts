import { type Html, html } from '../html.ts';
import type { Messages } from '../messages/messages.ts';

const ADDRESS = /\bhttps?:\/\/[^\s\p{C}<>"“”«»]+/giu;
const END_OF_SENTENCE = /[.,;:!?…'’)\]}]$/u;

/** Without what ends the sentence or the brackets around the address. */
function trimmed(match: string): string {
  let end = match;
  while (END_OF_SENTENCE.test(end) && !(end.endsWith(')') && end.includes('('))) end = end.slice(0, -1);
  return end;
}

/** The address as browsers read it. One with a user in front of its host looks as if it led to another. */
function safeAddress(text: string): string | undefined {
  const url = URL.parse(text);
  return url && !url.username && !url.password ? url.href : undefined;
}

/** Text somebody typed, isolated, in which web addresses are links: to another window, as what is filled in here would be lost. */
export function linkedText(text: string, messages: Messages): Html {
  const parts: Html[] = [];
  let from = 0;
  for (const { 0: match, index } of text.matchAll(ADDRESS)) {
    const typed = trimmed(match);
    const href = safeAddress(typed);
    if (!href) continue;
    parts.push(
      html`${text.slice(from, index)}<a href="${href}" target="_blank" rel="noopener nofollow ugc"><bdi>${typed}</bdi><span class="visually-hidden"> ${messages.results.embed.newWindow}</span></a>`,
    );
    from = index + typed.length;
  }
  return html`<bdi>!${parts}${text.slice(from)}</bdi>`;
}
