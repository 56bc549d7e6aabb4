import type { AccountRole } from '#src/database/models/account.ts';
import { passwordField, withShownPasswords } from '#src/features/accounts/pages/password-field.ts';
import { type ShownSession, sessionsSection } from '#src/features/accounts/pages/sessions-section.ts';
import {
  emptyTokenForm,
  newToken,
  type ShownToken,
  type TokenForm,
  tokensSection,
} from '#src/features/accounts/pages/tokens-section.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { errorSummary, pageTitle } from '#src/ui/components/error-summary.ts';
import { postForm } from '#src/ui/components/form.ts';
import { notice } from '#src/ui/components/notice.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatDay } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { type Messages, t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** What is wrong with the form for a new password: fields `current` and `new`, or all of it. */
export interface PasswordErrors {
  current?: string | undefined;
  new?: string | undefined;
  form?: string | undefined;
}

/** The own account. */
export interface AccountPage {
  account: { name: string; role: AccountRole; createdOn: string };
  sessions: ShownSession[];
  tokens: ShownToken[];
  passwordErrors?: PasswordErrors;
  tokenForm?: TokenForm;
  /** A token that was just made. */
  token?: string | undefined;
}

function passwordSection(context: PageContext, errors: PasswordErrors, messages: Messages): Html {
  const words = messages.accounts.account;
  const fields = html`!${passwordField({ name: 'current', label: words.currentPassword, error: errors.current, autocomplete: 'current-password', messages })}
!${passwordField({ name: 'new', label: words.newPassword, hint: messages.accounts.signUp.passwordHint, error: errors.new, autocomplete: 'new-password', messages })}
<div class="actions">!${button({ label: words.changePassword })}</div>`;
  const name = html`<input class="visually-hidden" type="text" autocomplete="username" value="${context.user?.name ?? ''}" readonly tabindex="-1" aria-hidden="true">`;
  const form = postForm(paths.changePassword, context.csrf, html`!${name}!${fields}`);
  return html`<section class="account-section" aria-labelledby="password"><h2 id="password">${words.changePassword}</h2>
<p>${words.changeHint}</p>
!${errors.form ? notice('error', errors.form, nothing) : nothing}!${withShownPasswords(context, form)}
</section>`;
}

/** Name and role, password, sessions, access tokens, and the way out. */
export function accountPage(context: PageContext, page: AccountPage): Html {
  const messages = t(context.locale);
  const { account: words, roles, name, role } = messages.accounts;
  const { account, passwordErrors = {}, tokenForm = emptyTokenForm } = page;
  const problems = [
    { id: 'current', text: passwordErrors.current },
    { id: 'new', text: passwordErrors.new },
    { id: 'name', text: tokenForm.errors.name },
    { id: 'scopes', text: tokenForm.errors.scopes },
  ];
  const wrong = problems.some(({ text }) => text) || Boolean(passwordErrors.form);
  const body = html`<header class="page-head"><h1>${words.title}</h1></header>
!${page.token ? newToken(context, page.token) : nothing}!${errorSummary(problems, messages)}
<dl class="facts"><div><dt>${name}</dt><dd>!${userText(account.name)}</dd></div><div><dt>${role}</dt><dd>${roles[account.role]}</dd></div><div><dt>${words.since}</dt><dd>${formatDay(account.createdOn, context.locale)}</dd></div></dl>
!${passwordSection(context, passwordErrors, messages)}
!${sessionsSection(context, page.sessions)}
!${tokensSection(context, { role: account.role, tokens: page.tokens, form: tokenForm })}
<section class="account-section" aria-labelledby="leave"><h2 id="leave">${words.delete}</h2><p>${words.deleteLead}</p>
!${linkButton(paths.deleteAccount, words.delete, 'secondary')}</section>`;
  return layout(context, {
    title: pageTitle(words.title, wrong, messages),
    body,
    styles: ['accounts'],
    scripts: ['show-password'],
    width: 'wide',
  });
}
