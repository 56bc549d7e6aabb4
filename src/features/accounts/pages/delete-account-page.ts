import { passwordField, withShownPasswords } from '#src/features/accounts/pages/password-field.ts';
import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { pageTitle } from '#src/ui/components/error-summary.ts';
import { postForm } from '#src/ui/components/form.ts';
import { notice } from '#src/ui/components/notice.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** The form that deletes the own account. Field: `current`, the password. */
export interface DeleteAccountPage {
  errors?: { current?: string | undefined; form?: string | undefined };
}

/** Asks for the password, and says what goes for good and what stays. */
export function deleteAccountPage(context: PageContext, { errors = {} }: DeleteAccountPage = {}): Html {
  const messages = t(context.locale);
  const { account, leave: words } = messages.accounts;
  const fields = html`!${passwordField({ name: 'current', label: account.currentPassword, error: errors.current, autocomplete: 'current-password', messages })}
<div class="actions">!${button({ label: words.confirm, kind: 'danger' })}!${linkButton(paths.account, words.cancel, 'secondary')}</div>`;
  const body = html`!${breadcrumb([{ href: paths.account, text: account.title }], words.title, messages)}
<h1>${words.title}</h1>
<div class="account-section two-columns">
<section><h2>${words.lostTitle}</h2><ul class="bullets"><li>${words.lostAccount}</li><li>${words.lostAccess}</li></ul></section>
<section><h2>${words.staysTitle}</h2><ul class="bullets"><li>${words.staysBallots}</li><li>${words.staysQuestions}</li><li>${words.staysLog}</li></ul></section>
</div>
<div class="account-section">!${errors.form ? notice('error', errors.form, nothing) : nothing}!${withShownPasswords(context, postForm(paths.deleteAccount, context.csrf, fields))}</div>`;
  return layout(context, {
    title: pageTitle(words.title, Object.values(errors).some(Boolean), messages),
    body,
    styles: ['accounts'],
    scripts: ['show-password'],
  });
}
