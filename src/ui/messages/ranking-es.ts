import type { rankingEn } from './ranking-en.ts';

const plural = (count: number, one: string, many: string) => (count === 1 ? one : many);

/** Los «me gusta», el orden de la lista y la búsqueda en ella. */
export const rankingEs: typeof rankingEn = {
  buttons: { like: 'Me gusta', dislike: 'No me gusta' },
  reactTo: (button, text) => `${button}: ${text}`,
  counted: {
    like: (count, shown) =>
      `a ${shown} ${plural(count, 'persona', 'personas')} le${count === 1 ? '' : 's'} gusta`,
    dislike: (count, shown) =>
      `a ${shown} ${plural(count, 'persona', 'personas')} no le${count === 1 ? '' : 's'} gusta`,
  },
  order: 'Orden',
  orders: { ranking: 'Más populares', newest: 'Más recientes' },
  search: 'Buscar en las preguntas',
  searchButton: 'Buscar',
  found: (words) => `Preguntas con «${words}»`,
  nothingFound: (words) => `Ninguna pregunta contiene «${words}»`,
  nothingFoundHint: 'La búsqueda mira preguntas y opciones. Prueba con menos palabras o con otras.',
  showAll: 'Ver todas las preguntas',
};
