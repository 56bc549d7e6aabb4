import type { questionFormEn } from './question-form-en.ts';

/** Spanish texts of the form that creates and changes questions. */
export const questionFormEs: typeof questionFormEn = {
  createTitle: 'Nueva pregunta',
  copyTitle: 'Copia de una pregunta',
  editTitle: 'Editar la pregunta',
  text: 'Pregunta',
  textHint: 'Una frase clara, de hasta 200 caracteres.',
  description: 'Descripción',
  descriptionHint:
    'Contexto que ayude a decidir. Se muestra bajo la pregunta; las direcciones que empiezan por https:// se convierten en enlaces.',
  kind: 'Tipo de pregunta',
  kinds: {
    single: { text: 'Una opción', hint: 'Cada voto elige una de las opciones.' },
    multiple: { text: 'Varias opciones', hint: 'Cada voto elige tantas como permitas.' },
    rating: { text: 'Valoración de 1 a 5', hint: 'Se muestran la media y su distribución.' },
    ranked: {
      text: 'Orden de preferencia',
      hint: 'Cada voto ordena las opciones. Ronda a ronda sale la última, hasta que una tiene más de la mitad.',
    },
  },
  choices: 'Opciones',
  choicesHint:
    'Al menos 2 y como máximo 20. Las filas vacías no cuentan. Una valoración no necesita ninguna: tiene del 1 al 5.',
  choice: (position) => `Opción ${position}`,
  more: 'Añadir más opciones',
  addRow: 'Añadir una opción',
  removeRow: (position) => `Quitar la opción ${position}`,
  limits: 'Opciones en cada papeleta',
  limitsHint:
    'Para varias opciones y órdenes de preferencia. Si lo dejas vacío: al menos una y como máximo todas.',
  minChoices: 'Como mínimo',
  maxChoices: 'Como máximo',
  between: (least, most) => `de ${least} a ${most}`,
  policy: 'Quién puede votar',
  policies: {
    browser: {
      text: 'Una vez por navegador',
      hint: 'Sin cuenta. Evita un segundo clic, no a quien se empeñe.',
    },
    open: {
      text: 'Cualquiera, cuantas veces quiera',
      hint: 'Para tomar el pulso o aplaudir: las cifras no hablan de personas.',
    },
    account: { text: 'Una vez por cuenta', hint: 'Se vota tras entrar, y cada cuenta tiene un voto.' },
    credential: { text: 'Una vez por invitación', hint: 'Repartes enlaces, y cada uno vale para un voto.' },
  },
  accountForAnybody: {
    text: 'Una vez por cuenta',
    hint: 'Se vota tras entrar. Cualquiera puede crear aquí una cuenta, y nada impide crear otra: para decidir quién vota, elige invitaciones.',
  },
  secret: 'Secreto',
  secrets: {
    yes: {
      text: 'Voto secreto',
      hint: 'Nada une a quien vota con su papeleta, así que la respuesta es definitiva.',
    },
    no: {
      text: 'Las respuestas se pueden cambiar',
      hint: 'Hasta el cierre. La base de datos sabe entonces de quién es cada papeleta, y así se avisa a quien vota.',
    },
  },
  results: 'Quién ve los resultados',
  resultsAfterVotes: 'Ya hay votos, así que los resultados solo se pueden mostrar a más personas que antes.',
  audiences: {
    always: { text: 'Todo el mundo, en cualquier momento', hint: 'Se mueven mientras se vota.' },
    voted: { text: 'Quien ha votado', hint: 'Y todo el mundo cuando la votación ha cerrado.' },
    closed: {
      text: 'Todo el mundo, tras el cierre',
      hint: 'Nadie se deja llevar por los votos de los demás.',
    },
    organisers: { text: 'Solo la organización', hint: 'Tú y la administración.' },
  },
  time: 'Cuándo',
  timeZone: 'Zona horaria',
  timeZoneHint:
    'Las horas de abajo son de esta zona. Si el reloj repite una hora, la votación abre en la primera y cierra en la segunda.',
  opensAt: 'La votación abre',
  opensAtHint: 'Déjalo vacío para abrir al publicar. Hasta esa hora la pregunta está oculta.',
  opensAtNow: 'Déjalo vacío para abrir ahora mismo. Hasta esa hora la pregunta está oculta.',
  closesAt: 'La votación cierra',
  closesAtHint: 'Déjalo vacío para cerrarla tú.',
  correctableTitle: 'Esta pregunta está publicada',
  correctable:
    'Nadie ha votado todavía, así que aún se puede corregir. Quien tenga abierta su página recibe un aviso, y una respuesta desde la página anterior no cuenta.',
  lockedTitle: 'Lo que queda como está',
  lockedVotes:
    'Esto ya no se puede cambiar, porque alguien ha votado o se ha firmado el recuento: un voto debe conservar el sentido con el que se emitió.',
  lockedOpened: 'La votación ha abierto: cuándo lo hizo ya no se puede cambiar.',
  lockedNow:
    'Alguien ha votado, se ha firmado el recuento o la votación ha cerrado: esto ya no se puede cambiar.',
  lockedMistake: 'Para corregir un error, duplica la pregunta, publica la copia y cierra esta.',
  lockedInvitations:
    'Las invitaciones de esta pregunta no valen para la copia: hay que crear otras y repartirlas de nuevo.',
  lockedClosed:
    'Esto ya no se puede cambiar: la votación ha cerrado y así se queda, pues el resultado es definitivo.',
  lockedMeanwhile:
    'Entretanto alguien ha votado, o la votación ha abierto o cerrado. Lo que has cambiado aquí ya no se puede cambiar.',
  changedMeanwhile:
    'Esta pregunta ha cambiado desde que la abriste, y no se ha guardado nada. Abajo está lo que enviaste. Abre la pregunta en otra pestaña para ver qué ha cambiado, o guarda otra vez para poner lo tuyo en su lugar.',
  noTime: 'sin fijar',
  saveDraft: 'Guardar borrador',
  save: 'Guardar cambios',
  publish: 'Publicar',
  publishHint:
    'Desde que abre la votación, la pregunta está en la lista pública a la vista de todo el mundo, pueda votar o no. Una vez que alguien ha votado, no se puede cambiar lo que se pregunta ni quién puede votar. Hasta entonces se puede corregir.',
  cancel: 'Cancelar',
  errors: {
    textMissing: 'Escribe la pregunta.',
    textTooLong: 'La pregunta tiene más de 200 caracteres.',
    descriptionTooLong: 'La descripción tiene más de 2000 caracteres.',
    choicesTooFew: 'Escribe al menos 2 opciones.',
    choicesTooMany: 'Escribe como máximo 20 opciones.',
    choiceTooLong: 'Esta opción tiene más de 200 caracteres.',
    choiceTwice: 'Esta opción aparece dos veces.',
    choiceAlike:
      'Solo las mayúsculas, los espacios o la forma de sus caracteres distinguen esta opción de otra. Si debe haber ambas, pulsa el botón otra vez.',
    choiceWithBar:
      'Escribe la barra sin espacios alrededor: « | » separa las opciones de un voto en los ficheros.',
    choiceWithArrow:
      'Escribe el signo sin espacios alrededor: « > » separa las opciones de un voto en los ficheros.',
    ratingChoices: 'Las opciones de una valoración son del 1 al 5: no las escribas.',
    minInvalid: 'Escribe un número entero entre 1 y el número de opciones.',
    minOverMax: 'El mínimo es mayor que el máximo.',
    maxInvalid: 'Escribe un número entero entre 1 y el número de opciones.',
    limitsNotForKind: 'Este tipo admite exactamente una opción: no lo escribas.',
    secretNotForPolicy: 'Las respuestas solo se pueden cambiar donde cada cuenta vota una vez.',
    resultsNarrowed: 'Tras el primer voto los resultados solo se pueden mostrar a más personas, no a menos.',
    timeZoneUnknown: 'Elige una zona horaria de la lista.',
    timeInvalid: 'Escribe la hora como año-mes-día y hora:minuto.',
    timeSkipped: 'Esa hora no existe en la zona horaria: los relojes se adelantan y la saltan.',
    timeOutOfRange: 'Elige una hora entre los años 2000 y 2999.',
    closesBeforeOpening: 'La votación debe cerrar después de abrir.',
    closesPast: 'Esa hora ya ha pasado. Elige una posterior o cierra la pregunta a mano.',
  },
};
