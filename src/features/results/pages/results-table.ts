import { bar } from '#src/ui/components/bar.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount, formatShare } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

/** A choice and how many ballots chose it. */
export interface CountedChoice {
  id: number;
  text: string;
  votes: number;
  /** Votes that came since the round before. */
  gained?: number;
}

interface ResultsTable {
  choices: CountedChoice[];
  /** What shares are taken of. */
  total: number;
  caption: string;
  /** What the first column is called. */
  heading: string;
  /** Whether the numbers of the live stream belong in this table. */
  live: boolean;
}

/** Counts as one table: what the bars draw is what the cells say, so nobody gets less than the other. */
export function resultsTable(table: ResultsTable, locale: Locale): Html {
  const { results } = t(locale);
  const { choices, total, live } = table;
  const most = Math.max(1, ...choices.map(({ votes }) => votes));
  const groups = choices.map(({ id, text, votes, gained = 0 }) => {
    const leading = votes === most ? ' result-leading' : '';
    const more = gained > 0 ? html` <span class="gained">+${formatCount(gained, locale)}</span>` : nothing;
    return html`<tbody class="result!${leading as Html}"!${live ? html` data-choice="${id}"` : nothing}>
<tr><th scope="row">!${userText(text)}</th><td class="numeric"><span data-votes>${formatCount(votes, locale)}</span>!${more}</td><td class="numeric" data-share>${formatShare(votes, total, locale)}</td></tr>
<tr aria-hidden="true"><td colspan="3">!${bar(votes, total)}</td></tr>
</tbody>`;
  });
  return html`<div class="results-frame"><table class="results"><caption class="visually-hidden">${table.caption}</caption>
<thead><tr><th scope="col">${table.heading}</th><th scope="col" class="numeric">${results.votes}</th><th scope="col" class="numeric">${results.share}</th></tr></thead>
!${groups}</table></div>`;
}
