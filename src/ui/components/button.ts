import { type Html, html } from '../html.ts';

type Kind = 'primary' | 'secondary' | 'danger' | 'quiet';

interface Button {
  label: string;
  kind?: Kind;
  /** Spoken name where the label alone does not tell buttons of one page apart; it must contain the label. */
  spoken?: string;
  name?: string;
  value?: string;
}

const spokenName = (spoken?: string) => (spoken ? html` aria-label="${spoken}"` : '');

/** A submit button. */
export function button({ label, kind = 'primary', spoken, name, value }: Button): Html {
  const field = name ? html` name="${name}" value="${value ?? ''}"` : '';
  return html`<button class="button button-${kind}" type="submit"!${field}!${spokenName(spoken)}>${label}</button>`;
}

/** A link that looks like a button. */
export function linkButton(href: string, label: string, kind: Kind = 'primary', spoken?: string): Html {
  return html`<a class="button button-${kind}" href="${href}"!${spokenName(spoken)}>${label}</a>`;
}
