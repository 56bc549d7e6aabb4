import { type Html, html, nothing } from '../html.ts';
import type { Messages } from '../messages/messages.ts';
import type { PageContext } from '../page-context.ts';
import { paths } from '../paths.ts';
import { button } from './button.ts';
import { postForm } from './form.ts';
import { logo } from './logo.ts';

function isCurrent(path: string, href: string): boolean {
  if (href === paths.index) return path === '/' || path.startsWith('/questions/');
  if (href === paths.desk) return path === href || path.startsWith('/organise/questions/');
  return path === href || path.startsWith(`${href}/`);
}

function current(path: string, href: string): Html {
  return isCurrent(path, href) ? html` aria-current="page"` : nothing;
}

function logOut(name: string, csrf: string, words: Messages['layout']): Html {
  const { logOut: label } = words;
  return postForm(
    paths.logout,
    csrf,
    button({ label, kind: 'quiet', spoken: `${label}: ${name}` }),
    'nav-form',
  );
}

/** Brand and main navigation; what an organiser sees depends on being logged in. */
export function siteHeader(context: PageContext, messages: Messages): Html {
  // The token is read only where a form needs it: making one costs a cookie.
  const { path, user } = context;
  const { layout } = messages;
  const link = (href: string, label: string) =>
    html`<li><a href="${href}"!${current(path, href)}>${label}</a></li>`;
  const organiser = user
    ? html`!${link(paths.desk, layout.organise)}!${link(paths.exports, layout.exports)}`
    : nothing;
  const operator =
    user?.role === 'administrator' ? link(paths.observatory, messages.observatory.title) : nothing;
  return html`<header class="site-header"><div class="site-header-inner">
<a class="brand" href="/" aria-label="${layout.home}">!${logo}<span>Tallyscope</span></a>
<nav class="site-nav" aria-label="${layout.mainNavigation}"><ul class="nav">!${link(paths.index, layout.questions)}!${organiser}!${operator}</ul></nav>
<div class="nav account">!${user ? logOut(user.name, context.csrf, layout) : html`<a href="${paths.login}"!${current(path, paths.login)}>${layout.logIn}</a>`}</div>
</div></header>`;
}
