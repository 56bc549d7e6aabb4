import { type Html, html } from '../html.ts';
import type { Messages } from '../messages/messages.ts';

/** A state in words, with a colour that only repeats them. */
export function statusBadge(state: keyof Messages['states'], messages: Messages): Html {
  return html`<span class="badge badge-${state}">${messages.states[state]}</span>`;
}
