import { randomUUID } from 'node:crypto';
import { type Html, html } from '../html.ts';

/** The hidden field that proves a form came from one of our pages. */
function csrfField(csrf: string): Html {
  return html`<input type="hidden" name="_csrf" value="${csrf}">`;
}

/** The hidden field by which a form is known that is sent again, so that it makes what it makes once. */
export const formKeyField = (): Html => html`<input type="hidden" name="form" value="${randomUUID()}">`;

/** A form that posts to `action` with its CSRF token. Validation is the server's, so that its sentences are the ones shown. */
export function postForm(action: string, csrf: string, body: Html, className = 'stack'): Html {
  return html`<form class="${className}" method="post" action="${action}" novalidate>!${csrfField(csrf)}!${body}</form>`;
}
