import { type Html, html } from '../html.ts';
import type { Messages } from '../messages/messages.ts';
import { errorSentence } from './field.ts';
import { userText } from './user-text.ts';

interface RadioCards {
  /** Id of the first radio, so that an error link can focus it; the others are numbered after it. */
  id: string;
  name: string;
  legend: string;
  options: { value: string; text: string }[];
  selected?: string | undefined;
  error?: string | undefined;
  messages: Messages;
}

/** A group of large radio buttons of which one is chosen; the texts are taken as typed by somebody. */
export function radioCards({ id, name, legend, options, selected, error, messages }: RadioCards): Html {
  const cards = options.map(({ value, text }, index) => {
    const checked = value === selected ? html` checked` : '';
    const inputId = index === 0 ? id : `${id}-${index}`;
    return html`<label class="card-option" for="${inputId}"><input type="radio" id="${inputId}" name="${name}" value="${value}"!${checked}><span>!${userText(text)}</span></label>`;
  });
  const describedBy = error ? html` aria-describedby="${id}-error"` : '';
  return html`<fieldset class="field!${error ? ' field-invalid' : ''}"!${describedBy}>
<legend class="field-label">${legend}</legend>
!${errorSentence(`${id}-error`, error, messages)}<div class="card-options">!${cards}</div>
</fieldset>`;
}
