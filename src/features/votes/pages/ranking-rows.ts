import { userText } from '#src/ui/components/user-text.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';

/** Name of the field with a choice's place. */
export const placeField = (choiceId: string) => `place-${choiceId}`;

/** Whether a field has the place of a choice, of whatever question. */
export const isPlaceField = (name: string) => name.startsWith('place-');

/** The choices to rank, how many places there are, and the place of each as the form says it. */
interface RankingRows {
  maxChoices: number;
  choices: { id: string; text: string }[];
  answer?: { places: Readonly<Record<string, string>> } | undefined;
}

/** Positions of the choices that share their place with another. */
export function sharingPlaces({ choices, answer }: Pick<RankingRows, 'choices' | 'answer'>): number[] {
  const places = choices.map(({ id }) => answer?.places[id]);
  const shared = (place: string | undefined) =>
    place !== undefined && places.indexOf(place) !== places.lastIndexOf(place);
  return places.flatMap((place, index) => (shared(place) ? index : []));
}

/**
 * A place for each choice, to be selected. With scripts the rows can be moved as well and stand in their order; what is
 * sent stays in the same fields.
 */
export function rankingRows(
  context: PageContext,
  fields: RankingRows,
  idOf: (index: number) => string,
): Html {
  const { question } = t(context.locale);
  const places = Array.from({ length: fields.maxChoices }, (_, index) => index + 1);
  const sharing = sharingPlaces(fields);
  const rows = fields.choices.map(({ id, text }, index) => {
    const fieldId = idOf(index);
    const invalid = sharing.includes(index) ? html` aria-invalid="true"` : nothing;
    const place = fields.answer?.places[id] ?? '';
    const options = places.map((value) => {
      const selected = String(value) === place ? html` selected` : nothing;
      return html`<option value="${value}"!${selected}>${question.place(value)}</option>`;
    });
    const move = (direction: 'up' | 'down', label: string, sign: string) =>
      html`<button class="button button-secondary" type="button" data-move="${direction}" aria-label="${label}" hidden><span aria-hidden="true">${sign}</span></button>`;
    return html`<li class="ranking-row" data-ranking-row data-text="${text}">
<select class="input" id="${fieldId}" name="${placeField(id)}"!${invalid}><option value="">${question.unranked}</option>!${options}</select>
<label for="${fieldId}">!${userText(text)}</label>
!${move('up', question.moveUp(text), '↑')}!${move('down', question.moveDown(text), '↓')}
</li>`;
  });
  const announced = question.placeNow('#', '@');
  return html`<ol class="ranking" data-ranking data-announced="${announced}">!${rows}</ol><p class="visually-hidden" role="status" data-ranking-status></p>`;
}
