import { userText } from '#src/ui/components/user-text.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import type { BallotFields } from './ballot-fields.ts';

/** Name of the field with a choice's place. */
export const placeField = (choiceId: string) => `place-${choiceId}`;

/**
 * A place for each choice, to be selected. With scripts the rows can be moved as well and stand in their order; what is
 * sent stays in the same fields.
 */
export function rankingRows(context: PageContext, fields: BallotFields, firstId: string): Html {
  const { question } = t(context.locale);
  const places = Array.from({ length: fields.maxChoices }, (_, index) => index + 1);
  const rows = fields.choices.map(({ id, text }, index) => {
    const fieldId = index === 0 ? firstId : `${firstId}-${index}`;
    const place = fields.answer?.places[id] ?? '';
    const options = places.map((value) => {
      const selected = String(value) === place ? html` selected` : nothing;
      return html`<option value="${value}"!${selected}>${question.place(value)}</option>`;
    });
    const move = (direction: 'up' | 'down', label: string, sign: string) =>
      html`<button class="button button-secondary" type="button" data-move="${direction}" aria-label="${label}" hidden><span aria-hidden="true">${sign}</span></button>`;
    return html`<li class="ranking-row" data-ranking-row data-text="${text}">
<select class="input" id="${fieldId}" name="${placeField(id)}"><option value="">${question.unranked}</option>!${options}</select>
<label for="${fieldId}">!${userText(text)}</label>
!${move('up', question.moveUp(text), '↑')}!${move('down', question.moveDown(text), '↓')}
</li>`;
  });
  const announced = question.placeNow('#', '@');
  return html`<ol class="ranking" data-ranking data-announced="${announced}">!${rows}</ol><p class="visually-hidden" role="status" data-ranking-status></p>`;
}
