import { bar } from '#src/ui/components/bar.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount, formatShare } from '#src/ui/format.ts';
import { type Html, html } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

/** A choice and how many ballots chose it. */
export interface CountedChoice {
  id: string;
  text: string;
  votes: number;
}

/** The tally as one table: what the bars draw is what the cells say, so nobody gets less than the other. */
export function resultsTable(choices: CountedChoice[], total: number, locale: Locale): Html {
  const { results } = t(locale);
  const most = Math.max(1, ...choices.map(({ votes }) => votes));
  const groups = choices.map(({ id, text, votes }) => {
    const leading = votes === most ? ' result-leading' : '';
    return html`<tbody class="result!${leading as Html}" data-choice="${id}">
<tr><th scope="row">!${userText(text)}</th><td class="numeric" data-votes>${formatCount(votes, locale)}</td><td class="numeric" data-share>${formatShare(votes, total, locale)}</td></tr>
<tr aria-hidden="true"><td colspan="3">!${bar(votes, total)}</td></tr>
</tbody>`;
  });
  return html`<table class="results"><caption class="visually-hidden">${results.caption}</caption>
<thead><tr><th scope="col">${results.choice}</th><th scope="col" class="numeric">${results.votes}</th><th scope="col" class="numeric">${results.share}</th></tr></thead>
!${groups}</table>`;
}
