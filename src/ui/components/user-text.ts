import { type Html, html } from '../html.ts';

/** Text somebody typed, isolated so that its writing direction cannot reorder what stands around it. */
export function userText(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}
