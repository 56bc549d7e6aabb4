import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { postForm } from '#src/ui/components/form.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

interface Way {
  href: string;
  text: string;
}

/** Something that is for good once it is done to a question. */
export interface Confirmation {
  title: string;
  /** Text of the question. */
  text: string;
  /** Pages between the desk and this one. */
  through?: Way[];
  /** What follows from it. */
  facts: Html;
  /** Where the form goes that does it, and the label of its button. */
  action: string;
  confirm: string;
  cancel: Way;
  /** What else could be done first. */
  first?: Html;
}

/** Asks once more before something is done that cannot be taken back. */
export function confirmationPage(context: PageContext, page: Confirmation): Html {
  const messages = t(context.locale);
  const { title, text, through = [], facts, action, confirm, cancel, first = nothing } = page;
  const way = [{ href: paths.desk, text: messages.desk.title }, ...through];
  const buttons = html`<div class="actions">!${button({ label: confirm, kind: 'danger' })}!${linkButton(cancel.href, cancel.text, 'secondary')}!${first}</div>`;
  const body = html`!${breadcrumb(way, title, messages)}
<h1>${title}</h1>
<p class="quoted">!${userText(text)}</p>
!${facts}
!${postForm(action, context.csrf, buttons)}`;
  return layout(context, { title, body });
}
