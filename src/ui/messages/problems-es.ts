import type { problemsEn, questionRefusalsEn } from './problems-en.ts';

/** Lo que una página dice de un problema más allá de su estado, según el tipo del problema. */
export const problemsEs: typeof problemsEn = {
  'cross-site': 'Este formulario venía de otro sitio y no se ha aceptado.',
  'invalid-cursor': 'Esta dirección no lleva a ninguna página de la lista. Empieza por la primera.',
  'not-yours': 'Esta pregunta es de otra persona.',
  'stale-form':
    'La página de la que viene esto ha caducado, o tu navegador rechaza las cookies que los formularios necesitan aquí. No se ha guardado nada.',
  unconfirmed:
    'La base de datos no lo ha confirmado a tiempo. Si cambiabas algo, mira más tarde si se ha hecho.',
  interrupted: 'Se perdió la base de datos por el camino. Si cambiabas algo, mira si se ha hecho.',
  unavailable: 'No se puede llegar a la base de datos. Si cambiabas algo, mira si se ha hecho.',
  'not-recorded': 'Puede que se haya guardado. Envía el mismo formulario otra vez: cuenta una sola vez.',
  'search-busy': 'Ahora mismo hay demasiada gente buscando.',
  'search-too-long': 'Esta búsqueda ha tardado demasiado. Busca con menos palabras y más largas.',
  busy: 'Ahora mismo se están descargando demasiados ficheros.',
  fileGone: 'El fichero ya no está en el bucket.',
};

/** Por qué algo no se puede hacer con una pregunta tal como está. */
export const questionRefusalsEs: typeof questionRefusalsEn = {
  published: 'La pregunta ya está publicada.',
  closingPassed: 'La hora de cierre ya ha pasado: pon antes una posterior.',
  draft: 'Un borrador no se puede cerrar.',
  noCredentials: 'La pregunta no admite invitaciones: se vota de otra manera.',
  credentialsClosed: 'La pregunta ya no admite votos, así que las invitaciones no servirían.',
  credentialsFull: 'La pregunta tiene tantas invitaciones como puede tener.',
  credentialsMeanwhile:
    'No se ha creado nada: ahora hay otras invitaciones que cuando se mostró este formulario. Tal vez se envió dos veces. Envíalo de nuevo si quieres más de las que hay.',
  credentialUnknown: 'No es una invitación de esta pregunta, o ya no lo es.',
  credentialUsed: 'Ya se ha votado con esta invitación, así que se queda como está.',
};
