import type { Reaction, Reactions } from '#src/features/ranking/reaction-store.ts';
import { postForm } from '#src/ui/components/form.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

const SHAPES: Readonly<Record<Reaction, string>> = {
  like: 'M7 21V10l4-7c1.7 0 2.5 1 2.5 2.5V9h5a2 2 0 0 1 2 2.3l-1.2 8a2 2 0 0 1-2 1.7H7zM3 10h4v11H3z',
  dislike: 'M17 3v11l-4 7c-1.7 0-2.5-1-2.5-2.5V15h-5a2 2 0 0 1-2-2.3l1.2-8a2 2 0 0 1 2-1.7H17zM21 14h-4V3h4z',
};

const icon = (reaction: Reaction) =>
  html`<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" focusable="false"><path d="${SHAPES[reaction]}"></path></svg>`;

/**
 * Likes and dislikes of a question: buttons for who is logged in, a pressed one takes its reaction back; counts for
 * everybody else. Nothing there needs scripts.
 */
export function reactionBar(
  context: PageContext,
  { slug, text, reactions }: { slug: string; text: string; reactions: Reactions },
): Html {
  const { ranking } = t(context.locale);
  const figures = (['like', 'dislike'] as const).map((reaction) => {
    const count = reaction === 'like' ? reactions.likes : reactions.dislikes;
    const shown = formatCount(count, context.locale);
    const counted = ranking.counted[reaction](count, shown);
    const figure = html`!${icon(reaction)}<span aria-hidden="true">${shown}</span>`;
    if (!context.user)
      return html`<span class="reaction">!${figure}<span class="visually-hidden">${counted}</span></span>`;
    const pressed = reactions.own === reaction;
    return html`<button class="reaction" type="submit" name="reaction" value="${pressed ? 'none' : reaction}" aria-pressed="${String(pressed)}" aria-label="${ranking.reactTo(ranking.buttons[reaction], text)}, ${counted}" title="${ranking.buttons[reaction]}">!${figure}</button>`;
  });
  const bar = html`<span class="reactions" id="reaction-${slug}">!${figures}</span>`;
  if (!context.user) return bar;
  const next = html`<input type="hidden" name="next" value="${context.returnTo}">`;
  return postForm(paths.react(slug), context.csrf, html`!${next}!${bar}`, 'reaction-form');
}
