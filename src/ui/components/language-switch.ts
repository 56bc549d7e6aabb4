import { type Html, html } from '../html.ts';
import { languages } from '../languages.ts';
import type { Messages } from '../messages/messages.ts';
import type { Locale, PageContext } from '../page-context.ts';
import { paths } from '../paths.ts';

/** The languages of the interface, each by its own name; choosing one leads back to this page. */
export function languageSwitch({ locale, returnTo }: PageContext, messages: Messages): Html {
  const choices = (Object.entries(languages) as [Locale, string][]).map(([tag, name]) =>
    tag === locale
      ? html`<span lang="${tag}" aria-current="true">${name}</span>`
      : html`<button type="submit" name="language" value="${tag}" lang="${tag}">${name}</button>`,
  );
  return html`<form class="language-switch" method="post" action="${paths.language}" aria-label="${messages.footer.language}"><input type="hidden" name="next" value="${returnTo}">!${choices}</form>`;
}
