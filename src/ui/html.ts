import { html as ghtmlTag } from 'ghtml';

declare const brand: unique symbol;

/** Markup that is already escaped. Only this type may be put into a template with `!${…}`. */
export type Html = string & { readonly [brand]: true };

type Value = string | number | readonly Html[] | undefined;

/** Template tag that escapes every `${value}`; `!${markup}` inserts {@link Html} as it is. `undefined` prints nothing. */
export const html = ghtmlTag as (literals: TemplateStringsArray, ...values: Value[]) => Html;

/** The empty piece of markup. */
export const nothing = html``;
