import { linkButton } from '#src/ui/components/button.ts';
import { copyable } from '#src/ui/components/copyable.ts';
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
  /** A sentence more exact than the general one of this status. */
  detail?: string | undefined;
  retryAfterSeconds?: number | undefined;
}

function wording(status: number, { error }: Messages) {
  if (status in error) return error[status as keyof Messages['error'] & number];
  return status < 500 ? error[400] : error[500];
}

/** The page behind every answer that is an error. */
export function errorPage(context: PageContext, { status, detail, retryAfterSeconds }: ErrorPage): Html {
  const messages = t(context.locale);
  const { title, text } = wording(status, messages);
  const wait = retryAfterSeconds
    ? messages.error.retryAfter(formatSeconds(retryAfterSeconds, context.locale))
    : '';
  const trace = context.traceId
    ? html`<p class="meta"><span>${messages.error.traceHint}</span> !${copyable(context.traceId, messages)}</p>`
    : nothing;
  const action =
    status === 401
      ? linkButton(paths.login, messages.layout.logIn)
      : linkButton(paths.index, messages.error.home);
  const body = html`<div class="error-page">
<p class="error-status" aria-hidden="true">${status}</p>
<h1>${title}</h1>
<p class="lead">${detail ?? text} ${wait}</p>
<div class="actions">!${action}</div>
!${trace}
</div>`;
  return layout(context, { title, body });
}
