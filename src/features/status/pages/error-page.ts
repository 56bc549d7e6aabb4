import type { KeptForm } from '#src/plugins/kept-form.ts';
import { STALE_FORM } from '#src/plugins/problem.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { postForm } from '#src/ui/components/form.ts';
import { traceReference } from '#src/ui/components/trace-reference.ts';
import { formatSeconds } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { type Messages, t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** What went wrong, as far as the reader may know. */
export interface ErrorPage {
  /** HTTP status of the answer. */
  status: number;
  /** Kind of the problem; some have a sentence of their own. */
  type?: string | undefined;
  /** A sentence in the reader's language, more exact than that of the kind or the status. */
  detail?: string | undefined;
  retryAfterSeconds?: number | undefined;
  /** What was sent and not taken, where it can be sent again. */
  kept?: KeptForm | undefined;
}

/** Problems of the database: nothing is busy, and waiting a moment may not be enough. */
const DATABASE_AWAY: ReadonlySet<string> = new Set([
  'unavailable',
  'interrupted',
  'unconfirmed',
  'not-recorded',
]);

function wording({ status, type = '', detail }: ErrorPage, { error, problems }: Messages) {
  const general =
    status in error ? error[status as keyof Messages['error'] & number] : error[status < 500 ? 400 : 500];
  const ofType = Object.hasOwn(problems, type) ? problems[type as keyof Messages['problems']] : undefined;
  const title = DATABASE_AWAY.has(type) ? error.away : general.title;
  return { title, text: detail ?? ofType ?? general.text };
}

/** Sends again what was not taken. Who has to log in first does so in another window, as this page is what keeps it. */
function keptForm(context: PageContext, { action, fields }: KeptForm, loggedOut: boolean): Html {
  const { error, layout: words, results } = t(context.locale);
  const logIn = loggedOut
    ? html`<a class="button button-primary" href="${paths.loginFor(context.returnTo)}" target="_blank" rel="noopener">${words.logIn} <span class="visually-hidden">${results.embed.newWindow}</span></a>`
    : nothing;
  const hidden = fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  const send = button({ label: error.sendAgain, kind: loggedOut ? 'secondary' : 'primary' });
  return html`<p class="lead">${loggedOut ? error.keptLoggedOut : error.kept}</p>
!${postForm(action, context.csrf, html`!${hidden}<div class="actions">!${logIn}!${send}</div>`)}`;
}

/** Where to go from here. */
function ways(context: PageContext, { status, type }: ErrorPage): Html {
  const { error, layout: words } = t(context.locale);
  if (status === 401) return linkButton(paths.loginFor(context.returnTo), words.logIn);
  if (type === STALE_FORM) return linkButton(context.returnTo, error.loadAgain);
  return linkButton(paths.index, error.home);
}

/** The page behind every answer that is an error. */
export function errorPage(context: PageContext, problem: ErrorPage): Html {
  const { status, retryAfterSeconds, kept } = problem;
  const messages = t(context.locale);
  const { title, text } = wording(problem, messages);
  const wait = retryAfterSeconds
    ? messages.error.retryAfter(formatSeconds(retryAfterSeconds, context.locale))
    : '';
  const trace = context.traceId
    ? html`<p class="meta"><span>${messages.error.traceHint}</span> !${traceReference(context.traceId, context)}</p>`
    : nothing;
  const body = html`<div class="error-page">
<p class="error-status" aria-hidden="true">${status}</p>
<h1>${title}</h1>
<p class="lead">${text} ${wait}</p>
!${kept ? keptForm(context, kept, status === 401) : html`<div class="actions">!${ways(context, problem)}</div>`}
!${trace}
</div>`;
  return layout(context, { title, body });
}
