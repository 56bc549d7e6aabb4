import type { exportMoreEn, exportProblemsEn } from './exports-en.ts';

/** The same in Spanish. What stands in brackets is what the server or the system said. */
export const exportProblemsEs: typeof exportProblemsEn = {
  path_scheme: 'Indica solo la ruta dentro del bucket, sin «s3://» ni el bucket.',
  path_from_top: 'La ruta no puede empezar por «/».',
  path_empty_segment: 'La ruta no puede contener «//».',
  path_dots: 'La ruta no puede contener «.» ni «..» entre barras.',
  path_characters:
    'La ruta solo puede contener letras de la A a la Z sin tilde, cifras y los caracteres / _ - . =',
  path_too_long: (limit) => `La ruta tiene más de ${limit} caracteres.`,
  questions_none: 'Todavía no hay ninguna pregunta que exportar.',
  questions_unselected: 'Elige al menos una pregunta, o todas.',
  questions_unknown: (slug) => `No hay ninguna pregunta «${slug}» que exportar.`,
  already_running: 'Otro proceso está haciendo esta exportación.',
  access_denied: (bucket) => `Las credenciales de S3 no permiten escribir en el bucket «${bucket}».`,
  access_key_unknown: (address) =>
    `El servidor S3 de ${address} no conoce la clave de acceso. Revisa AWS_ACCESS_KEY_ID.`,
  bucket_elsewhere: (bucket, address) =>
    `El bucket «${bucket}» no está en la región de ${address}. Revisa S3_REGION.`,
  bucket_missing: (bucket) => `El bucket «${bucket}» no existe.`,
  clock_skewed: (address) => `El reloj de esta máquina se aparta demasiado del de ${address}.`,
  credentials_expired: 'Las credenciales de S3 han caducado.',
  credentials_missing:
    'No hay credenciales de S3 configuradas: define AWS_ACCESS_KEY_ID y AWS_SECRET_ACCESS_KEY.',
  database_failed: 'La base de datos no ha entregado todos los votos.',
  database_unreachable: 'No se puede contactar con la base de datos.',
  interrupted: 'El proceso que escribía esta exportación terminó antes de acabarla.',
  not_configured: 'No hay ningún bucket de S3 configurado: define S3_BUCKET y reinicia el servicio.',
  question_deleted: (slug) => `La pregunta «${slug}» se eliminó antes de exportarla.`,
  secret_wrong: (address) =>
    `El servidor S3 de ${address} rechaza la clave secreta. Revisa AWS_SECRET_ACCESS_KEY.`,
  server_failed: (address, answer) => `El servidor S3 de ${address} ha fallado (${answer}).`,
  server_unreachable: (address, reason) =>
    `No se puede contactar con el servidor S3 de ${address} (${reason}).`,
  too_many: (most) => `Tienes ${most} exportaciones sin terminar. Espera a que termine alguna.`,
  unexpected: (name) => `La exportación ha fallado de forma inesperada (${name}).`,
};

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
