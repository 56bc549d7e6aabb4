import type { Locale } from '../page-context.ts';
import { en } from './en.ts';
import { es } from './es.ts';

/** The catalogue's shape: English is complete by definition, and a key another language lacks is a type error. */
export type Messages = typeof en;

const catalogues: Record<Locale, Messages> = { en, es };

/** Every sentence of the interface in the given language. */
export function t(locale: Locale): Messages {
  return catalogues[locale];
}
