import type { ReadHead } from '#src/features/proofs/read-proof.ts';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import { copyable, copyButton } from '#src/ui/components/copyable.ts';
import { table } from '#src/ui/components/table.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

type Asked = Pick<PublishedQuestion, 'kind' | 'choices'>;

function tallyTable({ tally, winner }: ReadHead, { kind, choices }: Asked, locale: Locale): Html {
  const { proofs } = t(locale);
  const text = (id: number) => userText(choices.find((choice) => choice.id === id)?.text ?? String(id));
  const counted = kind === 'ranked' ? proofs.firstPreferences : proofs.votes;
  const rows = tally.map(({ choice, votes }) => [text(choice), html`${formatCount(votes, locale)}`]);
  const wins =
    winner === undefined ? nothing : html`<p>${proofs.winner} <strong>!${text(winner)}</strong></p>`;
  return html`<h2 class="section-title">${proofs.tally}</h2>
!${table(proofs.tally, [{ title: proofs.choice }, { title: counted, numeric: true }], rows)}
!${wins}`;
}

/** What a signed head says: size, time, root, key and tally, and its text as it was signed. */
export function headFacts(head: ReadHead, question: Asked, locale: Locale): Html {
  const messages = t(locale);
  const { proofs } = messages;
  const fact = (name: string, value: Html) => html`<div><dt>${name}</dt><dd>!${value}</dd></div>`;
  return html`<dl class="facts">
!${fact(proofs.ballots, html`${formatCount(head.size, locale)}`)}
!${fact(proofs.signedAt, timeElement(head.madeAt, locale))}
!${fact(proofs.root, copyable(head.root.toString('base64'), messages, proofs.rootName))}
!${fact(proofs.key, html`!${copyable(head.keyId, messages, proofs.keyName)} <a href="${paths.signingKeys}">${proofs.keys}</a>`)}
</dl>
!${tallyTable(head, question, locale)}
<details class="more"><summary>${proofs.note}</summary><p class="field-hint">${proofs.noteHint}</p>
<pre class="signed-note">${head.note}</pre>
<p class="copyable">!${copyButton(head.note, messages, proofs.noteName)}</p></details>`;
}

/** The heads that were signed before the newest. */
export function earlierHeads(heads: readonly ReadHead[], locale: Locale): Html {
  const { proofs } = t(locale);
  if (heads.length === 0) return nothing;
  const columns = [
    { title: proofs.head },
    { title: proofs.signedAt },
    { title: proofs.ballots, numeric: true },
    { title: proofs.root },
  ];
  const rows = heads.map(({ number, madeAt, size, root }) => [
    html`${formatCount(number, locale)}`,
    timeElement(madeAt, locale),
    html`${formatCount(size, locale)}`,
    html`<code class="hash">${root.toString('base64')}</code>`,
  ]);
  return html`<details class="more"><summary>${proofs.earlier}</summary>!${table(proofs.earlier, columns, rows)}</details>`;
}
