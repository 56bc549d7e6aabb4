import type { exportMoreEn } from './export-more-en.ts';

/** The same in Spanish. */
export const exportMoreEs: typeof exportMoreEn = {
  questions: 'Preguntas',
  question: 'Pregunta',
  questionsHint: 'Los votos de cada pregunta, sacados de los ficheros de arriba y sin su primera columna.',
  ofQuestions: (count, shown) => (count === 1 ? '1 pregunta' : `${shown} preguntas`),
  search: 'Buscar una pregunta',
  find: 'Buscar',
  clear: 'Ver todas',
  nothingFound: 'No se ha encontrado ninguna pregunta',
  nothingFoundHint: 'Ninguna tiene todas estas palabras en su texto.',
  all: (total) => `Todas las preguntas (${total})`,
  offered: (shown, found) =>
    `Se muestran ${shown} de ${found} preguntas: las que has elegido y las más recientes. Busca otras por palabras de su texto.`,
  layout: 'Ficheros',
  layoutHint: 'Cómo se reparten los votos.',
  each: 'Un fichero por pregunta',
  eachHint: 'Lleva el nombre de su pregunta. La siguiente exportación a la misma ruta lo sustituye.',
  together: 'Juntas en pocos ficheros',
  togetherHint:
    'Hasta un millón de votos por fichero, con la pregunta en la primera columna. Cada exportación tiene sus propios ficheros.',
};
