import { type Html, html, nothing } from '../html.ts';

/** The hidden field that proves a form came from one of our pages; it may stand outside of the form whose id it names. */
export function csrfField(csrf: string, form?: string): Html {
  return html`<input type="hidden"!${form ? html` form="${form}"` : nothing} name="_csrf" value="${csrf}">`;
}

/** A form that posts to `action` with its CSRF token. Validation is the server's, so that its sentences are the ones shown. */
export function postForm(action: string, csrf: string, body: Html, className = 'stack'): Html {
  return html`<form class="${className}" method="post" action="${action}" novalidate>!${csrfField(csrf)}!${body}</form>`;
}
