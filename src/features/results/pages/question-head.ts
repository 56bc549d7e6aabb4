import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { linkedText } from '#src/ui/components/linked-text.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** What every page about results says of its question. */
export interface QuestionHead {
  slug: string;
  text: string;
  description?: string | undefined;
}

/** Way back to the question. */
export function resultsBreadcrumb({ slug, text }: QuestionHead, locale: Locale): Html {
  const messages = t(locale);
  const way = [
    { href: paths.index, text: messages.index.title },
    { href: paths.question(slug), text },
  ];
  return breadcrumb(way, messages.results.breadcrumb, messages);
}

/** The question as the page's heading. */
export function questionHead(
  { text, description }: Pick<QuestionHead, 'text' | 'description'>,
  locale: Locale,
): Html {
  const more = description
    ? html`<p class="question-description">!${linkedText(description, t(locale))}</p>`
    : nothing;
  return html`<h1 class="question-text">!${userText(text)}</h1>!${more}`;
}
