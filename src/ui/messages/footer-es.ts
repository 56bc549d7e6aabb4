import type { footerEn } from './footer-en.ts';

/** El final de cada página. */
export const footerEs: typeof footerEn = {
  language: 'Idioma',
  visits: (count, shown) => `Nos has visitado ${shown} ${count === 1 ? 'vez' : 'veces'}.`,
  visitors: (count, shown) => `${shown} ${count === 1 ? 'visitante único' : 'visitantes únicos'}.`,
};
