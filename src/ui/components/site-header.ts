import { type Html, html } from '../html.ts';
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

/** Brand and main navigation; what an organiser sees depends on being logged in. */
export function siteHeader({ path, user, csrf }: PageContext, messages: Messages): Html {
  const { layout } = messages;
  const link = (href: string, label: string) =>
    html`<li><a href="${href}"!${isCurrent(path, href) ? html` aria-current="page"` : ''}>${label}</a></li>`;
  const account = user
    ? html`!${link(paths.desk, layout.organise)}!${link(paths.exports, layout.exports)}<li>!${postForm(
        paths.logout,
        csrf,
        button({ label: layout.logOut, kind: 'quiet', spoken: `${layout.logOut}: ${user.name}` }),
        'nav-form',
      )}</li>`
    : link(paths.login, layout.logIn);
  return html`<header class="site-header"><div class="site-header-inner">
<a class="brand" href="/" aria-label="${layout.home}">!${logo}<span>Tallyscope</span></a>
<nav aria-label="${layout.mainNavigation}"><ul class="nav">!${link(paths.index, layout.questions)}!${account}</ul></nav>
</div></header>`;
}
