import { type AccountRole, accountRoles } from '#src/database/models/account.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { emptyState } from '#src/ui/components/empty-state.ts';
import { textField } from '#src/ui/components/field.ts';
import { postForm } from '#src/ui/components/form.ts';
import { notice } from '#src/ui/components/notice.ts';
import { type Pages, pager } from '#src/ui/components/pager.ts';
import { select } from '#src/ui/components/select.ts';
import { table } from '#src/ui/components/table.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatDay } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** An account as an administrator sees it; `createdOn` is a day, `YYYY-MM-DD`. */
export interface ListedPerson {
  id: number;
  name: string;
  role: AccountRole;
  createdOn: string;
}

/** One page of accounts by name. Fields of the search: `search` and `role`; of the form in each row: `role`, `next`. */
export interface PeoplePage extends Pages {
  people: ListedPerson[];
  search: string;
  role: AccountRole | '';
  /** Why the last change was refused, in one sentence. */
  error?: string | undefined;
}

function filter(context: PageContext, { search, role }: PeoplePage): Html {
  const messages = t(context.locale);
  const { people: words, roles, role: label } = messages.accounts;
  const options = [
    { value: '', text: words.anyRole },
    ...accountRoles.map((value) => ({ value, text: roles[value] })),
  ];
  const all = search || role ? linkButton(paths.people, words.all, 'quiet') : nothing;
  return html`<form class="filter" method="get" action="${paths.people}" role="search">
!${textField({ id: 'search', name: 'search', label: words.search, value: search, messages, autocomplete: 'off' })}
!${select({ id: 'role', name: 'role', label, options, selected: role })}
!${button({ label: words.searchSubmit, kind: 'secondary' })}!${all}
</form>`;
}

function roleForm(context: PageContext, { id, name, role }: ListedPerson): Html {
  const { people: words, roles } = t(context.locale).accounts;
  const options = accountRoles.map((value) => ({ value, text: roles[value] }));
  const label = words.roleOf(name);
  const field = select({ id: `role-${id}`, name: 'role', label, options, selected: role, labelHidden: true });
  const submit = button({
    label: words.setRole,
    kind: 'secondary',
    spoken: words.setRoleOf(words.setRole, name),
  });
  const next = html`<input type="hidden" name="next" value="${context.returnTo}">`;
  return postForm(paths.setRole(id), context.csrf, html`!${next}!${field}!${submit}`, 'role-form');
}

/** Every account, with a way to set its role. */
export function peoplePage(context: PageContext, page: PeoplePage): Html {
  const messages = t(context.locale);
  const { people: words, roles, name, role } = messages.accounts;
  const columns = [{ title: name }, { title: words.created }, { title: role }];
  const rows = page.people.map((person) => [
    userText(person.name),
    html`${formatDay(person.createdOn, context.locale)}`,
    roleForm(context, person),
  ]);
  const list = rows.length > 0 ? table(words.title, columns, rows) : emptyState(words.none, words.noneHint);
  const meanings = accountRoles.map(
    (key) => html`<li><strong>${roles[key]}</strong>: ${words.roleTexts[key]}</li>`,
  );
  const body = html`<header class="page-head"><h1>${words.title}</h1><p class="lead">${words.lead}</p></header>
!${page.error ? notice('error', page.error, nothing) : nothing}!${filter(context, page)}
<div class="people">!${list}</div>
!${pager(page, messages)}
<section class="account-section" aria-labelledby="roles"><h2 id="roles">${words.rolesTitle}</h2><ul class="bullets">!${meanings}</ul></section>`;
  return layout(context, { title: words.title, body, width: 'wide', styles: ['accounts'] });
}
