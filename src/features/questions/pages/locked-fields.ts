import { takesSeveral } from '#src/features/questions/question-input.ts';
import { linkButton } from '#src/ui/components/button.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatMoment } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import type { Messages } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';
import type { QuestionFormPage } from './question-form-values.ts';

/** What a published question keeps, with the reason, in the place of its fields, and what can be done instead. */
export function lockedFacts(
  { slug, values, locked }: QuestionFormPage,
  messages: Messages,
  locale: Locale,
): Html {
  if (slug === undefined || !locked.includes('text')) return nothing;
  const words = messages.questionForm;
  const fact = (name: string, value: Html) => html`<div><dt>${name}</dt><dd>!${value}</dd></div>`;
  const plain = (name: string, value: string) => fact(name, html`${value}`);
  // The values are those of the fields, on the clocks of the question's zone: none is left to convert from.
  const time = (value: string) =>
    value === ''
      ? words.noTime
      : `${formatMoment(new Date(`${value}Z`), { timeZone: 'UTC', dateOnly: false }, locale)} ${values.timeZone}`;
  const choices = values.choices.map(({ text }) => html`<li>!${userText(text)}</li>`);
  const several = takesSeveral(values.kind);
  const closed = locked.includes('closesAt');
  const anew = values.policy === 'credential' ? html` ${words.lockedInvitations}` : nothing;
  return html`<section class="locked" aria-labelledby="locked-title"><h2 id="locked-title">${words.lockedTitle}</h2>
<p class="field-hint">${closed ? words.lockedClosed : words.lockedVotes}</p>
!${closed ? '' : html`<p class="field-hint">${words.lockedMistake}!${anew}</p><p>!${linkButton(paths.duplicateQuestion(slug), messages.desk.duplicate, 'secondary')}</p>`}
<dl>!${fact(words.text, userText(values.text))}
!${plain(words.kind, words.kinds[values.kind].text)}
!${fact(words.choices, html`<ol class="numbered">!${choices}</ol>`)}
!${several ? plain(words.limits, words.between(values.minChoices, values.maxChoices)) : ''}
!${plain(words.policy, words.policies[values.policy].text)}
!${plain(words.secret, words.secrets[values.secret].text)}
!${plain(words.opensAt, time(values.opensAt))}
!${closed ? plain(words.closesAt, time(values.closesAt)) : ''}</dl></section>`;
}
