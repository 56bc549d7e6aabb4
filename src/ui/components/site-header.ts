import { plainText } from '../format.ts';
import { type Html, html, nothing } from '../html.ts';
import type { Messages } from '../messages/messages.ts';
import type { PageContext } from '../page-context.ts';
import { paths } from '../paths.ts';
import { button } from './button.ts';
import { postForm } from './form.ts';
import { logo } from './logo.ts';
import { userText } from './user-text.ts';

function isCurrent(path: string, href: string): boolean {
  if (href === paths.index) return path === '/' || path.startsWith('/questions/');
  if (href === paths.desk) return path === href || /^\/organise\/(questions\/|log$)/.test(path);
  return path === href || path.startsWith(`${href}/`);
}

function current(path: string, href: string): Html {
  return isCurrent(path, href) ? html` aria-current="page"` : nothing;
}

function ownAccount(
  user: NonNullable<PageContext['user']>,
  context: PageContext,
  words: Messages['layout'],
): Html {
  const { logOut: label } = words;
  const leave = button({ label, kind: 'quiet', spoken: `${label}: ${user.name}` });
  return html`<a class="account-link" href="${paths.account}" aria-label="${words.account}: ${plainText(user.name)}"!${current(context.path, paths.account)}>!${userText(user.name)}</a>!${postForm(paths.logout, context.csrf, leave, 'nav-form')}`;
}

/** Brand and main navigation; what somebody sees depends on being logged in, and on their role. */
export function siteHeader(context: PageContext, messages: Messages): Html {
  // The token is read only where a form needs it: making one costs a cookie.
  const { path, user } = context;
  const { layout } = messages;
  const link = (href: string, label: string) => html`<a href="${href}"!${current(path, href)}>${label}</a>`;
  const item = (href: string, label: string) => html`<li>!${link(href, label)}</li>`;
  const administrator = user?.role === 'administrator';
  const organiser = administrator || user?.role === 'organiser';
  const items = [
    item(paths.index, layout.questions),
    organiser ? item(paths.desk, layout.organise) : nothing,
    organiser ? item(paths.exports, layout.exports) : nothing,
    administrator ? item(paths.people, layout.people) : nothing,
    administrator ? item(paths.observatory, messages.observatory.title) : nothing,
  ];
  const account = user
    ? ownAccount(user, context, layout)
    : html`!${link(paths.login, layout.logIn)}!${context.signUp ? link(paths.signUp, layout.signUp) : nothing}`;
  return html`<header class="site-header"><div class="site-header-inner">
<a class="brand" href="/" aria-label="${layout.home}">!${logo}<span>Tallyscope</span></a>
<nav class="site-nav" aria-label="${layout.mainNavigation}"><ul class="nav">!${items}</ul></nav>
<div class="nav account">!${account}</div>
</div></header>`;
}
