import { type Html, html } from '../html.ts';
import type { Messages } from '../messages/messages.ts';

/**
 * A button that copies the text; it is hidden where no script can serve it. `name` is what is read aloud of it, and the
 * status after it says that it was done to who does not see the button.
 */
export function copyButton(text: string, messages: Messages, name: string): Html {
  const { copy, copied } = messages.layout;
  return html`<button class="button button-quiet button-small" type="button" data-copy="${text}" data-copied="${copied}" aria-label="${copy} ${name}" hidden>${copy}</button><span class="visually-hidden" role="status"></span>`;
}

/** A code to copy; the button appears only where the page's script can serve it. `name` is read aloud for a long code. */
export function copyable(code: string, messages: Messages, name = code): Html {
  return html`<span class="copyable"><code>${code}</code>!${copyButton(code, messages, name)}</span>`;
}
