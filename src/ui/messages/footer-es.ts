import type { footerEn } from './footer-en.ts';

/** El final de cada página. */
export const footerEs: typeof footerEn = {
  language: 'Idioma',
};
