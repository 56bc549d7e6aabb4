import { type Html, html, nothing } from '../html.ts';
import { t } from '../messages/messages.ts';
import type { PageContext } from '../page-context.ts';
import { paths } from '../paths.ts';
import { copyable } from './copyable.ts';

/** The id of a trace to copy, and the way to its waterfall for those who may see it. */
export function traceReference(id: string, { locale, user }: PageContext): Html {
  const messages = t(locale);
  const link =
    user?.role === 'administrator'
      ? html` <a href="${paths.trace(id)}">${messages.observatory.seeTrace}</a>`
      : nothing;
  return html`!${copyable(id, messages)}!${link}`;
}
