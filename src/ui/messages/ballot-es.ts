import type { ballotEn } from './ballot-en.ts';

const choices = (count: number) => (count === 1 ? '1 opción' : `${count} opciones`);

/** Spanish texts of a question's page: its ballot, who may cast it, and until when. */
export const ballotEs: typeof ballotEn = {
  choices: 'Elige una opción',
  chooseSome: (least, most) =>
    least === most
      ? `Elige ${choices(most)}`
      : least === 1
        ? `Elige hasta ${choices(most)}`
        : `Elige de ${least} a ${choices(most)}`,
  rate: 'Tu valoración',
  rateHint: '1 es lo más bajo y 5 lo más alto.',
  rank: 'Tu orden de preferencia',
  rankHint: (least, most, all) =>
    least === all
      ? 'Da un puesto a cada opción: el 1.º es para la que más te gusta.'
      : `Da el primer puesto a tu favorita, el segundo a la siguiente, y así sucesivamente. Ordena ${least === most ? choices(least) : `de ${least} a ${choices(most)}`}; las demás cuentan como menos preferidas que esas.`,
  place: (place) => `${place}.º`,
  unranked: 'Sin puesto',
  placeNow: (text, place) => `${text}: ${place}`,
  moveUp: (text) => `Subir: ${text}`,
  moveDown: (text) => `Bajar: ${text}`,
  cast: 'Votar',
  change: 'Cambiar la respuesta',
  seeResults: 'Ver los resultados',
  shown: {
    voted: 'Verás los resultados cuando hayas votado.',
    closed: 'Los resultados se muestran cuando cierre la votación.',
    organisers: 'Solo quienes organizan la pregunta ven los resultados.',
  },
  code: 'Código de la invitación',
  codeHint: 'El del enlace o la hoja que te dieron. Las mayúsculas y los guiones dan igual.',
  invited: 'Votas con tu invitación.',
  otherInvitation: 'Usar otra invitación',
  opens: 'La votación abre',
  closes: 'La votación cierra',
  ownClock: (time) => `(${time} en tu reloj)`,
  timeLeft: (time) => `Tiempo restante: ${time}`,
  closedTitle: 'La votación ha terminado',
  closedText: 'Esta pregunta ya no admite votos.',
  closedAt: 'Cerrada',
  ownVote: {
    counted: 'Tu voto está contado.',
    none: {
      account: 'No llegó ningún voto tuyo.',
      credential: 'No llegó ningún voto con tu invitación.',
    },
  },
  notCountedTitle: 'Tu respuesta no cuenta',
  tooLate: 'La votación ya había terminado cuando llegó.',
  unsent: 'La votación terminó antes de que la enviaras.',
  earlierStays: 'La respuesta que diste antes sigue contando.',
  scheduledTitle: 'La votación aún no ha empezado',
  scheduledText: 'Vuelve cuando se abra:',
  votedTitle: 'Ya has votado aquí',
  votedText: {
    open: 'Tu voto está contado.',
    browser: 'Esta pregunta admite un voto por navegador, y el tuyo está contado.',
    account: 'Esta pregunta admite un voto por cuenta, y el tuyo está contado.',
    credential: 'Esta invitación ya se ha usado. Vale para un voto, y ese voto está contado.',
  },
  changeTitle: 'Tu respuesta está contada',
  changeText: 'Está marcada abajo. Puedes cambiarla hasta que cierre la votación.',
  loggedOutTitle: 'Entra para votar',
  loggedOutText: 'Esta pregunta admite un voto por cuenta.',
  logIn: 'Entrar para votar',
  choicesToCome: 'Las opciones',
  policy: {
    open: 'Puedes votar más de una vez.',
    browser: 'Un voto por navegador.',
    account: 'Un voto por cuenta.',
    credential: 'Un voto por invitación.',
  },
  policyChangeable: 'Un voto por cuenta. Puedes cambiar tu respuesta hasta que cierre la votación.',
  secrecy: {
    open: 'Tu voto es secreto: no se guarda nada de quién lo emite.',
    secret: 'Tu voto es secreto: lo que se guarda dice quién participó y qué se eligió, no quién eligió qué.',
    notSecret: 'Tu voto no es secreto: se guarda con tu cuenta.',
  },
  nothingSelected: 'No has elegido ninguna opción.',
  corrected:
    'Esta pregunta se corrigió después de que abrieras su página, así que tu respuesta no cuenta. Léela de nuevo y responde abajo.',
  correctedTitle: 'Esta pregunta se corrigió',
  correctedText: 'Lo que ves aquí ya no vale, y una respuesta desde aquí no cuenta.',
  correctedShow: 'Mostrarla como es ahora',
  tooFew: (least, chosen) => `Elige al menos ${choices(least)}. Has elegido ${chosen}.`,
  tooMany: (most, chosen) => `Elige como mucho ${choices(most)}. Has elegido ${chosen}.`,
  nothingRated: 'Elige un número del 1 al 5.',
  nothingRanked: 'Da un puesto al menos a una opción.',
  placeTwice: (place) => `Has dado el puesto ${place} a más de una opción.`,
  codeMissing: 'Escribe el código de tu invitación.',
  codeWrong: 'Esta no es una invitación a esta pregunta. Revisa el código o pregunta a quien te invitó.',
  loggedOut: 'Se ha cerrado tu sesión. Vuelve a entrar en otra pestaña y envía tu respuesta.',
  sentBefore:
    'Esta página ya se envió con otra respuesta, y esa se contó. Envíala de nuevo si también, o en su lugar, debe contar esta.',
  sameMoment:
    'Otra respuesta tuya llegó en el mismo momento y está contada. Envía esta de nuevo si es la que quieres.',
};
