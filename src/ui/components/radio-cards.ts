import { type Html, html } from '../html.ts';
import type { Messages } from '../messages/messages.ts';
import { fieldGroup } from './field.ts';
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
  return fieldGroup({ id, legend, messages, hint, error }, html`<div class="card-options">!${cards}</div>`);
}
