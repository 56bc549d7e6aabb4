import { passwordField, withShownPasswords } from '#src/features/accounts/pages/password-field.ts';
import { button } from '#src/ui/components/button.ts';
import { pageTitle } from '#src/ui/components/error-summary.ts';
import { textField } from '#src/ui/components/field.ts';
import { postForm } from '#src/ui/components/form.ts';
import { notice } from '#src/ui/components/notice.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** The login form. Fields: `username`, `password` and `next`, the path to go on to. */
export interface LoginPage {
  username?: string | undefined;
  next?: string | undefined;
  /** Why the last attempt failed, in one sentence. */
  error?: string | undefined;
}

function toSignUp(context: PageContext, next: string): Html {
  const { accounts } = t(context.locale);
  if (!context.signUp) return nothing;
  return html`<p class="panel-foot">${accounts.noAccount} <a href="${paths.signUpFor(next)}">${accounts.signUp.title}</a></p>`;
}

/** The login form, for everybody who has an account. */
export function loginPage(context: PageContext, { username = '', next = '', error }: LoginPage): Html {
  const messages = t(context.locale);
  const { login } = messages;
  const fields = html`<input type="hidden" name="next" value="${next}">
!${textField({ id: 'username', name: 'username', label: login.username, value: username, messages, required: true, autocomplete: 'username' })}
!${passwordField({ name: 'password', label: login.password, autocomplete: 'current-password', messages })}
<div class="actions">!${button({ label: login.submit })}</div>`;
  const body = html`<div class="panel panel-small">
<header class="page-head"><h1>${login.title}</h1><p class="lead">${login.lead}</p></header>
!${error ? notice('error', error, html`<p>${login.forgotten}</p>`) : nothing}
!${withShownPasswords(context, postForm(paths.login, context.csrf, fields))}
!${toSignUp(context, next)}
</div>`;
  return layout(context, {
    title: pageTitle(login.title, Boolean(error), messages),
    body,
    next,
    styles: ['accounts'],
    scripts: ['show-password'],
  });
}
