import { linkButton } from '#src/ui/components/button.ts';
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
}

function wording({ status, type = '', detail }: ErrorPage, { error, problems }: Messages) {
  const general =
    status in error ? error[status as keyof Messages['error'] & number] : error[status < 500 ? 400 : 500];
  const ofType = Object.hasOwn(problems, type) ? problems[type as keyof Messages['problems']] : undefined;
  return { title: general.title, text: detail ?? ofType ?? general.text };
}

/** The page behind every answer that is an error. */
export function errorPage(context: PageContext, problem: ErrorPage): Html {
  const { status, retryAfterSeconds } = problem;
  const messages = t(context.locale);
  const { title, text } = wording(problem, messages);
  const wait = retryAfterSeconds
    ? messages.error.retryAfter(formatSeconds(retryAfterSeconds, context.locale))
    : '';
  const trace = context.traceId
    ? html`<p class="meta"><span>${messages.error.traceHint}</span> !${traceReference(context.traceId, context)}</p>`
    : nothing;
  const action =
    status === 401
      ? linkButton(paths.login, messages.layout.logIn)
      : linkButton(paths.index, messages.error.home);
  const body = html`<div class="error-page">
<p class="error-status" aria-hidden="true">${status}</p>
<h1>${title}</h1>
<p class="lead">${text} ${wait}</p>
<div class="actions">!${action}</div>
!${trace}
</div>`;
  return layout(context, { title, body });
}
