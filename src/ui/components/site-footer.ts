import { type Html, html, nothing } from '../html.ts';
import type { Messages } from '../messages/messages.ts';
import type { PageContext } from '../page-context.ts';
import { paths } from '../paths.ts';
import { languageSwitch } from './language-switch.ts';
import { userText } from './user-text.ts';

function operatedBy(operator: PageContext['operator'], messages: Messages): Html | '' {
  if (!operator) return '';
  const name = userText(operator.name);
  const shown = operator.url ? html`<a href="${operator.url}">!${name}</a>` : name;
  return html`<li>${messages.layout.operatedBy} !${shown}</li>`;
}

/** What runs here, who runs it and who was here. */
export function siteFooter(context: PageContext, messages: Messages): Html {
  const { version, build, operator } = context;
  const { layout } = messages;
  return html`<footer class="site-footer"><div class="site-footer-inner">
<p>${layout.tagline}</p>
!${context.visitLine ?? nothing}
<ul><li><a href="${paths.receipt}">${messages.receipts.check}</a></li>!${operatedBy(operator, messages)}<li><a href="${paths.apiDocs}">${layout.apiDocs}</a></li><li>${layout.version(version, build)}</li></ul>
!${languageSwitch(context, messages)}
</div></footer>`;
}
