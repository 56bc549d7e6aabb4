import { type Html, html } from '../html.ts';
import type { Messages } from '../messages/messages.ts';

/** A code to copy; the button appears only where the page's script can serve it. `name` is read aloud for a long code. */
export function copyable(code: string, messages: Messages, name = code): Html {
  const { copy, copied } = messages.layout;
  return html`<span class="copyable"><code>${code}</code><button class="button button-quiet button-small" type="button" data-copy="${code}" data-copied="${copied}" aria-label="${copy} ${name}" hidden>${copy}</button></span>`;
}
