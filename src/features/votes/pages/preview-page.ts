import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { postForm } from '#src/ui/components/form.ts';
import { notice } from '#src/ui/components/notice.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { htmlDocument } from '#src/ui/html-document.ts';
import { layout, STYLES } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';
import type { QuestionPage } from './ballot-form.ts';
import { questionArticle } from './question-page.ts';

/** A question as its voters will see it, in frames as wide as a phone and as this page. */
export function previewPage(
  context: PageContext,
  { slug, text, draft }: { slug: string; text: string; draft: boolean },
): Html {
  const messages = t(context.locale);
  const words = messages.preview;
  const frame = (className: string, title: string) =>
    html`<section class="!${className}"><h2 class="section-title">${title}</h2><iframe class="preview-frame" src="${paths.previewFrame(slug)}" title="${title}: ${text}"></iframe></section>`;
  const publish = draft
    ? postForm(
        paths.publishQuestion(slug),
        context.csrf,
        button({ label: messages.desk.publish }),
        'inline-form',
      )
    : nothing;
  const body = html`!${breadcrumb([{ href: paths.desk, text: messages.desk.title }], words.title, messages)}
<header class="page-head"><h1>${words.title}</h1><div class="row-actions">!${linkButton(paths.editQuestion(slug), messages.desk.edit, 'secondary')}!${publish}</div></header>
!${notice('info', words.noticeTitle, html`<p>${words.notice}</p>`)}
!${frame('preview-phone', words.phone)}
!${frame('preview-wide', words.computer)}`;
  return layout(context, {
    title: `${words.title}: ${text}`,
    body,
    width: 'wide',
    styles: ['desk', 'preview'],
  });
}

/** What stands in those frames: the ballot alone, which nobody can cast. */
export function previewFrame(context: PageContext, page: QuestionPage): Html {
  const body = html`<main id="main" class="main main-reading">!${questionArticle(context, page)}</main>`;
  return htmlDocument(context, {
    title: page.text,
    body,
    styles: [...STYLES, 'ballot', 'listing'],
    scripts: page.kind === 'ranked' ? ['ranking'] : [],
  });
}
