import { passwordField, withShownPasswords } from '#src/features/accounts/pages/password-field.ts';
import { button } from '#src/ui/components/button.ts';
import { errorSummary, pageTitle } from '#src/ui/components/error-summary.ts';
import { textField } from '#src/ui/components/field.ts';
import { postForm } from '#src/ui/components/form.ts';
import { notice } from '#src/ui/components/notice.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** The form for a new account. Fields: `username`, `password` and `next`, the path to go on to. */
export interface SignUpPage {
  username?: string | undefined;
  next?: string | undefined;
  /** One sentence for each field that is wrong; `form` for what concerns none of them. */
  errors?: { username?: string | undefined; password?: string | undefined; form?: string | undefined };
}

/** The form for a new account. */
export function signUpPage(
  context: PageContext,
  { username = '', next = '', errors = {} }: SignUpPage,
): Html {
  const messages = t(context.locale);
  const { accounts, login } = messages;
  const words = accounts.signUp;
  const fields = html`<input type="hidden" name="next" value="${next}">
!${textField({ id: 'username', name: 'username', label: accounts.name, hint: words.nameHint, value: username, error: errors.username, messages, required: true, autocomplete: 'username' })}
!${passwordField({ name: 'password', label: accounts.password, hint: words.passwordHint, error: errors.password, autocomplete: 'new-password', messages })}
<div class="actions">!${button({ label: words.submit })}</div>`;
  const problems = [
    { id: 'username', text: errors.username },
    { id: 'password', text: errors.password },
  ];
  const body = html`<div class="panel panel-small">
<header class="page-head"><h1>${words.title}</h1><p class="lead">${words.lead}</p></header>
!${errors.form ? notice('error', errors.form, nothing) : nothing}!${errorSummary(problems, messages)}
!${withShownPasswords(context, postForm(paths.signUp, context.csrf, fields))}
<p class="panel-foot">${words.haveOne} <a href="${paths.loginFor(next)}">${login.title}</a></p>
</div>`;
  return layout(context, {
    title: pageTitle(words.title, Object.values(errors).some(Boolean), messages),
    body,
    next,
    styles: ['accounts'],
    scripts: ['show-password'],
  });
}

/** What stands there where the operator has closed signing up. */
export function signUpClosedPage(context: PageContext): Html {
  const { accounts, login } = t(context.locale);
  const { closedTitle, closedText, haveOne } = accounts.signUp;
  const body = html`<div class="panel panel-small">
<header class="page-head"><h1>${closedTitle}</h1><p class="lead">${closedText}</p></header>
<p>${haveOne} <a href="${paths.login}">${login.title}</a></p>
</div>`;
  return layout(context, { title: closedTitle, body });
}
