import { type Html, html } from '../html.ts';
import type { Messages } from '../messages/messages.ts';
import { errorSentence } from './field.ts';
import { userText } from './user-text.ts';

interface RadioCards {
  /** Id of the first radio, so that an error link can focus it; the others are numbered after it. */
  id: string;
  name: string;
  legend: string;
  options: { value: string; text: string; hint?: string }[];
  /** A sentence under the legend. */
  hint?: string | undefined;
  selected?: string | undefined;
  error?: string | undefined;
  messages: Messages;
}

/** A group of large radio buttons of which one is chosen; the texts are taken as typed by somebody. */
export function radioCards({ id, name, legend, options, hint, selected, error, messages }: RadioCards): Html {
  const cards = options.map(({ value, text, hint: more }, index) => {
    const checked = value === selected ? html` checked` : '';
    const inputId = index === 0 ? id : `${id}-${index}`;
    return html`<label class="card-option" for="${inputId}"><input type="radio" id="${inputId}" name="${name}" value="${value}"!${checked}><span>!${userText(text)}!${more ? html`<span class="card-hint">${more}</span>` : ''}</span></label>`;
  });
  const ids = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return html`<fieldset class="field!${error ? ' field-invalid' : ''}"!${ids ? html` aria-describedby="${ids}"` : ''}>
<legend class="field-label">${legend}</legend>
!${hint ? html`<p class="field-hint" id="${id}-hint">${hint}</p>` : ''}!${errorSentence(`${id}-error`, error, messages)}<div class="card-options">!${cards}</div>
</fieldset>`;
}
