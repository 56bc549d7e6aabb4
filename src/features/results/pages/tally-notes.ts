import type { Tally } from '#src/features/results/tally/read-tally.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount, formatShare, listParts, tenthsShown } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

/** More than these are a number, not names: a room reads one line. */
const MOST_NAMED = 4;

/** Says in words which choices lead together, each with as many votes. */
export function tieNote({ choices }: Pick<Tally, 'choices'>, locale: Locale): Html {
  const { tie } = t(locale).results;
  const most = Math.max(1, ...choices.map(({ votes }) => votes));
  const leading = choices.filter(({ votes }) => votes === most).map(({ text }) => text);
  if (leading.length < 2) return nothing;
  const between =
    leading.length > MOST_NAMED
      ? html`${tie.ofMany(formatCount(leading.length, locale))}`
      : html`${tie.between} !${listParts(leading, locale).map(({ type, value }) => (type === 'element' ? userText(value) : html`${value}`))}`;
  return html`<p class="lead">!${between}: ${tie.each(most, formatCount(most, locale))}</p>`;
}

/** Says what shares that belong together come to as they are shown, where rounding makes that other than all. */
export function roundingNote(choices: readonly { votes: number }[], total: number, locale: Locale): Html {
  const tenths = choices.reduce((sum, { votes }) => sum + tenthsShown(votes, total), 0);
  if (total === 0 || tenths === 1000) return nothing;
  return html`<p class="field-hint">${t(locale).results.rounded(formatShare(tenths, 1000, locale))}</p>`;
}
