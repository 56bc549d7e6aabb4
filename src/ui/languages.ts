import type { Locale } from './page-context.ts';

/** The languages of the interface, each by its own name. */
export const languages: Readonly<Record<Locale, string>> = { en: 'English', es: 'Español' };

/** Whether there is a catalogue of that language. */
export const isLocale = (tag: string | undefined): tag is Locale =>
  tag !== undefined && Object.hasOwn(languages, tag);
