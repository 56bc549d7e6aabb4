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

/** Where who logs in goes on to: who came to vote is led back to the question, a page that takes only forms included. */
const questionAt = (path: string): string => /^\/questions\/[^/]+(\/(results|proof)$)?/.exec(path)?.[0] ?? '';

function logInOrSignUp({ path, signUp }: PageContext, words: Messages['layout'], next: string): Html {
  const signUpLink = html`<a href="${paths.signUpFor(next)}"!${current(path, paths.signUp)}>${words.signUp}</a>`;
  return html`<a href="${paths.loginFor(next)}"!${current(path, paths.login)}>${words.logIn}</a>!${signUp ? signUpLink : nothing}`;
}

/**
 * Brand and main navigation; what somebody sees depends on being logged in, and on their role. `next` is where who logs
 * in goes on to.
 */
export function siteHeader(context: PageContext, messages: Messages, next = questionAt(context.path)): Html {
  // The token is read only where a form needs it: making one costs a cookie.
  const { path, user } = context;
  const { layout } = messages;
  const item = (href: string, label: string) =>
    html`<li><a href="${href}"!${current(path, href)}>${label}</a></li>`;
  const administrator = user?.role === 'administrator';
  const organiser = administrator || user?.role === 'organiser';
  const items = [
    item(paths.index, layout.questions),
    organiser ? item(paths.desk, layout.organise) : nothing,
    organiser ? item(paths.exports, layout.exports) : nothing,
    administrator ? item(paths.people, layout.people) : nothing,
    administrator ? item(paths.observatory, messages.observatory.title) : nothing,
  ];
  const account = user ? ownAccount(user, context, layout) : logInOrSignUp(context, layout, next);
  return html`<header class="site-header"><div class="site-header-inner">
<a class="brand" href="/" aria-label="${layout.home}">!${logo}<span>Tallyscope</span></a>
<nav class="site-nav" aria-label="${layout.mainNavigation}"><ul class="nav">!${items}</ul></nav>
<div class="nav account">!${account}</div>
</div></header>`;
}
