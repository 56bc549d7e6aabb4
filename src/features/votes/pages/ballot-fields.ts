import type { QuestionKind } from '#src/database/models/question.ts';
import { fieldGroup } from '#src/ui/components/field.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { rankingRows, sharingPlaces } from './ranking-rows.ts';

/** What is asked on a ballot, and what the voter has answered so far. */
export interface BallotFields {
  kind: QuestionKind;
  minChoices: number;
  maxChoices: number;
  choices: { id: string; text: string }[];
  answer?: Answer | undefined;
  error?: string | undefined;
}

/** Ids of the chosen choices; of a ranked ballot the place of each, by id, as the form says it. */
export interface Answer {
  chosen: readonly string[];
  places: Readonly<Record<string, string>>;
}

/** Id of the first field. */
const FIRST_FIELD = 'choice';
const fieldId = (index: number) => (index === 0 ? FIRST_FIELD : `${FIRST_FIELD}-${index}`);

/** Id of the field where an error leads: the first of those concerned. */
export const faultyField = (fields: Pick<BallotFields, 'choices' | 'answer'>): string =>
  fieldId(sharingPlaces(fields)[0] ?? 0);

function words(context: PageContext, { kind, minChoices, maxChoices, choices }: BallotFields) {
  const { question } = t(context.locale);
  switch (kind) {
    case 'single':
      return { legend: question.choices };
    case 'multiple':
      return { legend: question.chooseSome(minChoices, maxChoices) };
    case 'rating':
      return { legend: question.rate, hint: question.rateHint };
    case 'ranked':
      return { legend: question.rank, hint: question.rankHint(minChoices, maxChoices, choices.length) };
  }
}

function cards({ kind, choices, answer }: BallotFields): Html {
  const type = kind === 'multiple' ? 'checkbox' : 'radio';
  const options = choices.map(({ id, text }, index) => {
    const inputId = fieldId(index);
    const checked = answer?.chosen.includes(id) ? html` checked` : nothing;
    return html`<label class="card-option" for="${inputId}"><input type="${type}" id="${inputId}" name="choices" value="${id}"!${checked}><span>!${userText(text)}</span></label>`;
  });
  return html`<div class="card-options!${kind === 'rating' ? ' rating' : ''}">!${options}</div>`;
}

/** The fields of a ballot: radio buttons, check boxes, a scale, or a place for each choice. */
export function ballotFields(context: PageContext, fields: BallotFields): Html {
  const { error, kind } = fields;
  const messages = t(context.locale);
  const { legend, hint } = words(context, fields);
  const control = kind === 'ranked' ? rankingRows(context, fields, fieldId) : cards(fields);
  return fieldGroup({ id: FIRST_FIELD, legend, messages, hint, error }, control);
}
