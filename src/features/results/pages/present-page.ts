import { briefResults, SCREEN_STYLES, type ShownResults } from '#src/features/results/pages/brief-results.ts';
import { following, liveControls } from '#src/features/results/pages/live-controls.ts';
import { questionHead } from '#src/features/results/pages/question-head.ts';
import { qrCode } from '#src/ui/components/qr-code.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { htmlDocument } from '#src/ui/html-document.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

const SHORT_TEXT = 90;

/** What stands on the big screen. */
export interface PresentPage extends ShownResults {
  id: number;
  /** Whether who has put it up may see the results, and the room may not. */
  keptFromRoom: boolean;
}

/** A long question gets smaller letters, so that less is below the screen, where nobody in the room can reach. */
const dense = ({ text }: PresentPage): Html => (text.length > SHORT_TEXT ? html` present-wordy` : nothing);

/** The question for a room to see: its results in big type, and a code that leads to it. */
export function presentPage(context: PageContext, page: PresentPage): Html {
  const { locale } = context;
  const { present } = t(locale).results;
  const { slug, tally, origin } = page;
  const open = page.state === 'open';
  const follows = following(slug, page.state, tally !== undefined);
  const address = `${origin}${open ? paths.question(slug) : paths.results(slug)}`;
  const typed = `${origin}${paths.short(page.id)}`.replace(/^https?:\/\//, '');
  const show = page.keptFromRoom
    ? html`<a class="button button-quiet button-small" href="${paths.presentResults(slug)}">${present.showResults}</a>`
    : nothing;
  const body = html`<main id="main" class="present!${dense(page)}"!${follows.source}>
<div class="present-results">
!${questionHead({ text: page.text }, locale)}
!${briefResults(page, locale)}
</div>
<aside class="present-join" aria-label="${open ? present.scan : present.scanResults}">
!${qrCode(address, present.qrLabel(address))}
<p class="present-scan">${open ? present.scan : present.scanResults}</p>
<p class="present-address">${typed}</p>
</aside>
<footer class="present-foot">
!${open && tally ? liveControls(tally.asOf, locale) : nothing}
<p class="present-actions"><button class="button button-secondary button-small" type="button" data-full-screen data-enter="${present.fullScreen}" data-leave="${present.leaveFullScreen}" hidden>${present.fullScreen}</button>
!${show}
<a class="button button-quiet button-small" href="${paths.results(slug)}" data-back>${present.back}</a>
<span class="present-keys" data-keys hidden>${present.keys}</span></p>
</footer>
</main>`;
  return htmlDocument(context, {
    title: present.title(page.text),
    body,
    className: 'screen',
    styles: SCREEN_STYLES,
    scripts: ['enhance', 'present', ...follows.scripts],
  });
}
