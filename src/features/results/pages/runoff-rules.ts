import { lotOf } from '#src/features/results/tally/lot.ts';
import type { Tally } from '#src/features/results/tally/read-tally.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { type Html, html } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

/** How a ranked question is counted, with all that is needed to count it again. */
export function runoffRules(slug: string, { choices }: Tally, locale: Locale): Html {
  const { runoff } = t(locale).results;
  const lots = choices
    .map(({ text }) => ({ text, lot: lotOf(slug, text) }))
    .sort((a, b) => (a.lot < b.lot ? -1 : 1))
    .map(({ text, lot }) => html`<li>!${userText(text)}<br><code>${lot}</code></li>`);
  return html`<details class="more"><summary>${runoff.howTitle}</summary>
<p>${runoff.how}</p>
<p>${runoff.howTies}</p>
<p>${runoff.lots}:</p><ol class="lots">!${lots}</ol></details>`;
}
