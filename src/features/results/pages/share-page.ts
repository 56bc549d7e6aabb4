import { zonedTime } from '#src/features/questions/pages/closing-time.ts';
import type { QuestionStatus } from '#src/features/questions/question-status.ts';
import { sharedAddress } from '#src/features/results/pages/sharing-section.ts';
import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { notice } from '#src/ui/components/notice.ts';
import { qrCode } from '#src/ui/components/qr-code.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** What an organiser shares of a question: its address, also before there is anything to see there. */
export interface SharePage {
  slug: string;
  text: string;
  status: QuestionStatus;
  opensAt: Date | null;
  timeZone: string;
  /** Where it leads: to vote or, after the close, to the results. */
  address: string;
}

function notYet({ status, opensAt, timeZone }: SharePage, context: PageContext): Html {
  const { sharing } = t(context.locale).results;
  if (status === 'draft') return notice('info', sharing.draftTitle, html`<p>${sharing.draftText}</p>`);
  if (status !== 'scheduled' || !opensAt) return nothing;
  const time = zonedTime(opensAt, timeZone, context.locale);
  return notice('info', sharing.scheduledTitle, html`<p>${sharing.scheduledText} !${time}</p>`);
}

/** The address of a question with all means of handing it on. */
export function sharePage(context: PageContext, page: SharePage): Html {
  const { locale } = context;
  const messages = t(locale);
  const { sharing, present } = messages.results;
  const { slug, text, status, address } = page;
  const closed = status === 'closed';
  const embedded =
    status === 'open' || closed
      ? html`<p class="sharing"><a href="${paths.results(slug)}#share">${sharing.alsoEmbed}</a></p>`
      : nothing;
  const body = html`!${breadcrumb([{ href: paths.desk, text: messages.desk.title }], sharing.title, messages)}
<header class="page-head"><h1>${sharing.title}</h1></header>
<p class="quoted">!${userText(text)}</p>
!${notYet(page, context)}
<section class="sharing">!${sharedAddress({ address, text, closed }, messages)}</section>
<section class="sharing"><h2 class="section-title">${sharing.qrTitle}</h2><p class="field-hint">${sharing.qrHint}</p>
<div class="shared-qr">!${qrCode(address, present.qrLabel(address))}</div>
<div class="actions"><a class="button button-secondary" href="${paths.shareQr(slug, 'svg')}" download>${sharing.asSvg}</a><a class="button button-secondary" href="${paths.shareQr(slug, 'png')}" download>${sharing.asPng}</a></div></section>
!${embedded}`;
  return layout(context, {
    title: `${sharing.title}: ${text}`,
    body,
    styles: ['results'],
    scripts: ['share'],
  });
}
