import { textField } from '#src/ui/components/field.ts';
import { type Html, html } from '#src/ui/html.ts';
import { type Messages, t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';

interface PasswordField {
  name: string;
  label: string;
  /** Tells password managers whether to fill one in or to make one. */
  autocomplete: 'current-password' | 'new-password';
  messages: Messages;
  hint?: string;
  error?: string | undefined;
}

/** A field for a password, which never comes back from the server. Its id is its name. */
export const passwordField = ({ name, error, ...field }: PasswordField): Html =>
  textField({ id: name, name, value: '', type: 'password', required: true, error, ...field });

/** A piece of a page in which passwords can be shown; it needs the script `show-password`. */
export function withShownPasswords(context: PageContext, content: Html): Html {
  const { showPassword, hidePassword } = t(context.locale).accounts;
  return html`<div data-show-password="${showPassword}" data-hide-password="${hidePassword}">!${content}</div>`;
}
