import type { AccountRole } from '#src/database/models/account.ts';
import { type Scope, scopesOf } from '#src/features/accounts/scopes.ts';
import { button } from '#src/ui/components/button.ts';
import { copyable } from '#src/ui/components/copyable.ts';
import { emptyState } from '#src/ui/components/empty-state.ts';
import { fieldGroup, textField } from '#src/ui/components/field.ts';
import { formKeyField, postForm } from '#src/ui/components/form.ts';
import { notice } from '#src/ui/components/notice.ts';
import { select } from '#src/ui/components/select.ts';
import { table } from '#src/ui/components/table.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatDay } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** An access token as its owner sees it; days are `YYYY-MM-DD`. */
export interface ShownToken {
  id: string;
  name: string;
  scopes: Scope[];
  createdOn: string;
  expiresOn: string | null;
  lastUsedOn: string | null;
  expired: boolean;
}

/** As RFC 6750 has it, in every language. */
const HEADER = 'Authorization: Bearer …';

/** Lives of a token that the form offers, in days; an empty value is one without an end. */
export const LIVES = ['7', '30', '90', '365', ''] as const;

/** The form for a token. Fields: `name`, `scopes` (one for each ticked) and `days`, one of {@link LIVES}. */
export interface TokenForm {
  values: { name: string; scopes: readonly string[]; days: string };
  errors: { name?: string | undefined; scopes?: string | undefined };
}

export const emptyTokenForm: TokenForm = { values: { name: '', scopes: [], days: '90' }, errors: {} };

function tokensTable(context: PageContext, tokens: ShownToken[]): Html {
  const { locale, csrf } = context;
  const { account, tokens: words } = t(locale).accounts;
  const columns = [
    { title: words.name },
    { title: words.scopes },
    { title: words.created },
    { title: words.lastUsed },
    { title: words.expires },
    { title: account.actions, unlabelled: true, numeric: true },
  ];
  const rows = tokens.map((token) => {
    const revoke = button({
      label: words.revoke,
      kind: 'secondary',
      spoken: account.endOf(words.revoke, token.name),
    });
    const expired = token.expired ? html` <span class="badge badge-failed">${words.expired}</span>` : nothing;
    return [
      html`!${userText(token.name)}!${expired}`,
      html`!${token.scopes.map((scope) => html`<code>${scope}</code> `)}`,
      html`${formatDay(token.createdOn, locale)}`,
      html`${token.lastUsedOn ? formatDay(token.lastUsedOn, locale) : words.neverUsed}`,
      html`${token.expiresOn ? formatDay(token.expiresOn, locale) : words.never}`,
      html`<div class="row-actions">!${postForm(paths.revokeToken(token.id), csrf, revoke, 'inline-form')}</div>`,
    ];
  });
  return table(words.title, columns, rows);
}

function tokenForm(context: PageContext, role: AccountRole, { values, errors }: TokenForm): Html {
  const messages = t(context.locale);
  const words = messages.accounts.tokens;
  const boxes = scopesOf(role).map((scope, index) => {
    const checked = values.scopes.includes(scope) ? html` checked` : nothing;
    const id = index === 0 ? html` id="scopes"` : nothing;
    return html`<label class="check"><input type="checkbox"!${id} name="scopes" value="${scope}"!${checked}><span>${words.scopeTexts[scope]} <code class="scope-code">${scope}</code></span></label>`;
  });
  const options = LIVES.map((days) => ({
    value: days,
    text: days === '' ? words.never : words.days(Number(days)),
  }));
  const fields = html`!${formKeyField()}!${textField({ id: 'name', name: 'name', label: words.name, hint: words.nameHint, value: values.name, error: errors.name, messages, required: true, autocomplete: 'off' })}
!${fieldGroup({ id: 'scopes', legend: words.scopes, messages, error: errors.scopes }, html`<div class="checks-open">!${boxes}</div>`)}
!${select({ id: 'days', name: 'days', label: words.expires, options, selected: values.days })}
<div class="actions">!${button({ label: words.submit })}</div>`;
  return postForm(paths.createToken, context.csrf, fields);
}

/** A token that was just made: the only time it is shown. */
export function newToken(context: PageContext, token: string): Html {
  const messages = t(context.locale);
  const words = messages.accounts.tokens;
  const body = html`<p>${words.madeHint}</p><p>!${copyable(token, messages)}</p><p>${words.madeUse} <code>${HEADER}</code></p>`;
  return notice('success', words.made, body);
}

/** The account's access tokens, and the form for another. */
export function tokensSection(
  context: PageContext,
  { role, tokens, form }: { role: AccountRole; tokens: ShownToken[]; form: TokenForm },
): Html {
  const words = t(context.locale).accounts.tokens;
  const list = tokens.length > 0 ? tokensTable(context, tokens) : emptyState(words.empty, words.emptyHint);
  return html`<section class="account-section" aria-labelledby="tokens"><h2 id="tokens">${words.title}</h2>
<p>${words.lead}</p>
!${list}
<h3>${words.create}</h3>
!${tokenForm(context, role, form)}
</section>`;
}
