import { type Html, html, nothing } from '../html.ts';
import type { Messages } from '../messages/messages.ts';

interface Field {
  id: string;
  name: string;
  label: string;
  value: string;
  messages: Messages;
  hint?: string;
  error?: string | undefined;
  type?: 'text' | 'password' | 'datetime-local';
  required?: boolean;
  autocomplete?: string;
  inputmode?: 'numeric';
}

/** A sentence about what is wrong with a field; reference it from the field by `aria-describedby`. */
export function errorSentence(id: string, error: string | undefined, messages: Messages): Html {
  if (!error) return nothing;
  return html`<p class="field-error" id="${id}"><span class="visually-hidden">${messages.layout.errorPrefix} </span>${error}</p>`;
}

function descriptionOf(id: string, hint: unknown, error: unknown): Html {
  const ids = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return ids ? html` aria-describedby="${ids}"` : nothing;
}

/** The part of a field's tag that ties it to its hint and its error. */
export function describedBy(id: string, hint: unknown, error: unknown): Html {
  return html`!${descriptionOf(id, hint, error)}!${error ? html` aria-invalid="true"` : ''}`;
}

const hintSentence = (id: string, hint: string | undefined): Html =>
  hint ? html`<p class="field-hint" id="${id}-hint">${hint}</p>` : nothing;

interface FieldGroup {
  /** What the ids of its hint and its error begin with. */
  id: string;
  legend: string;
  messages: Messages;
  hint?: string | undefined;
  error?: string | undefined;
}

/** Fields that answer one question, such as radio buttons, with a legend, a hint and an error sentence for all of them. */
export function fieldGroup({ id, legend, messages, hint, error }: FieldGroup, fields: Html): Html {
  return html`<fieldset class="field!${error ? ' field-invalid' : ''}"!${descriptionOf(id, hint, error)}>
<legend class="field-label">${legend}</legend>
!${hintSentence(id, hint)}!${errorSentence(`${id}-error`, error, messages)}!${fields}
</fieldset>`;
}

function frame(field: Field, control: Html): Html {
  const { id, label, hint, error, messages, required } = field;
  const optional = required ? '' : html` <span class="field-optional">(${messages.layout.optional})</span>`;
  return html`<div class="field!${error ? ' field-invalid' : ''}">
<label class="field-label" for="${id}">${label}!${optional}</label>
!${hintSentence(id, hint)}!${errorSentence(`${id}-error`, error, messages)}!${control}
</div>`;
}

function attributes({ id, name, hint, error, required, autocomplete, inputmode }: Field): Html {
  return html`id="${id}" name="${name}"!${describedBy(id, hint, error)}!${required ? html` required` : ''}!${autocomplete ? html` autocomplete="${autocomplete}"` : ''}!${inputmode ? html` inputmode="${inputmode}"` : ''}`;
}

/** A one-line input with label, hint and error sentence; text is written from the side its first letter asks for. */
export function textField(field: Field): Html {
  const direction = field.type ? nothing : html` dir="auto"`;
  const control = html`<input class="input" type="${field.type ?? 'text'}"!${direction} !${attributes(field)} value="${field.value}">`;
  return frame(field, control);
}

/** A list to choose one value from, always with a value; `data` adds attributes for the page's scripts. */
export function selectField(field: Field & { options: readonly string[]; data?: Html }): Html {
  const options = field.options.map(
    (option) => html`<option!${option === field.value ? html` selected` : ''}>${option}</option>`,
  );
  const control = html`<select class="input" !${attributes(field)}!${field.data ?? nothing}>!${options}</select>`;
  return frame({ ...field, required: true }, control);
}

/** A multi-line input with label, hint and error sentence. */
export function textArea(field: Field): Html {
  return frame(
    field,
    html`<textarea class="input" rows="4" dir="auto" !${attributes(field)}>${field.value}</textarea>`,
  );
}
