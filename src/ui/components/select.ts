import { plainText } from '../format.ts';
import { type Html, html, nothing } from '../html.ts';

export interface SelectOption {
  value: string;
  text: string;
}

interface Select {
  id: string;
  name: string;
  label: string;
  options: readonly SelectOption[];
  selected: string;
  /** Where the label is clear from what stands around, for those who see it. */
  labelHidden?: boolean;
}

/** A list of which one entry is chosen, with its label. */
export function select({ id, name, label, options, selected, labelHidden = false }: Select): Html {
  const entries = options.map(
    ({ value, text }) =>
      html`<option value="${value}"!${value === selected ? html` selected` : ''}>${text}</option>`,
  );
  const list = (named: Html) =>
    html`<select class="input" id="${id}" name="${name}"!${named}>!${entries}</select>`;
  if (labelHidden) return list(html` aria-label="${plainText(label)}"`);
  return html`<div class="field"><label class="field-label" for="${id}">${label}</label>!${list(nothing)}</div>`;
}
