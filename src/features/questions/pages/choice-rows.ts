import { LIMITS } from '#src/features/questions/question-input.ts';
import { button } from '#src/ui/components/button.ts';
import { describedBy, errorSentence } from '#src/ui/components/field.ts';
import { type Html, html } from '#src/ui/html.ts';
import type { Messages } from '#src/ui/messages/messages.ts';

/** A choice as typed; a new one has no id yet. */
export interface FormChoice {
  id?: string | undefined;
  text: string;
}

/** What is wrong with the choices as a whole, and with single ones by their position from 0. */
export interface ChoiceErrors {
  choices?: string | undefined;
  choice?: Record<number, string> | undefined;
}

interface ChoiceRows {
  choices: FormChoice[];
  errors: ChoiceErrors;
  emptyRows: number;
  messages: Messages;
}

function row(
  { id = '', text }: FormChoice,
  index: number,
  error: string | undefined,
  messages: Messages,
): Html {
  const words = messages.questionForm;
  const fieldId = `choice-${index + 1}`;
  return html`<li class="choice-row" data-choice-row>
<label class="choice-label" for="${fieldId}">${words.choice(index + 1)}</label>
<input type="hidden" name="choiceId" value="${id}">
<input class="input" id="${fieldId}" name="choiceText" dir="auto" value="${text}"!${describedBy(fieldId, undefined, error)}>
<button class="button button-quiet" type="button" data-remove-row data-label="${words.removeRow('#')}" aria-label="${words.removeRow(index + 1)}" hidden><span aria-hidden="true">×</span></button>
!${errorSentence(`${fieldId}-error`, error, messages)}</li>`;
}

/** The choices of a question: rows to fill. */
export function choiceRows({ choices, errors, emptyRows, messages }: ChoiceRows): Html {
  const words = messages.questionForm;
  const empty = Array.from(
    { length: Math.max(0, Math.min(emptyRows, LIMITS.mostChoices - choices.length)) },
    () => ({ text: '' }),
  );
  const rows = [...choices, ...empty].map((choice, index) =>
    row(choice, index, errors.choice?.[index], messages),
  );
  const more =
    rows.length < LIMITS.mostChoices
      ? button({ label: words.more, kind: 'secondary', name: 'action', value: 'more' })
      : '';
  return html`<fieldset class="field" aria-describedby="choices-hint!${errors.choices ? ' choices-error' : ''}" data-choice-rows data-most="${LIMITS.mostChoices}" data-label="${words.choice('#')}" data-add="${words.addRow}">
<legend class="field-label">${words.choices}</legend>
<p class="field-hint" id="choices-hint">${words.choicesHint}</p>
!${errorSentence('choices-error', errors.choices, messages)}<ol class="choice-rows">!${rows}</ol>
!${more as Html}
</fieldset>`;
}
