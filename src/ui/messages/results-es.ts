import type { resultsEn } from './results-en.ts';

/** Spanish texts of results, live, on a screen and embedded. */
export const resultsEs: typeof resultsEn = {
  title: (text) => `Resultados: ${text}`,
  breadcrumb: 'Resultados',
  caption: 'Votos por opción',
  choice: 'Opción',
  votes: 'Votos',
  share: 'Parte',
  total: 'Total',
  noVotes: 'Nadie ha votado todavía. El primer voto aparecerá aquí al momento.',
  live: 'En directo',
  paused: 'En pausa',
  reconnecting: 'Reconectando',
  pause: 'Pausar',
  resume: 'Reanudar',
  asOf: 'A fecha de',
  voteAgain: '¿Votar otra vez?',
  vote: 'Votar en esta pregunta',
  thanks: 'Gracias, tu voto está contado.',
  traceHint: 'Sigue este voto por el sistema con su traza:',
  download: 'Exportar los votos como CSV',
  edit: 'Editar la pregunta',
  multipleHint: 'Un voto puede contener varias opciones; por eso las partes suman más del 100 %.',
  rating: 'Nota',
  ratingCaption: 'Votos por nota',
  mean: 'Nota media',
  median: 'Mediana',
  outOfFive: 'de 5',
  hidden: {
    title: 'Los resultados todavía no se muestran',
    titleNever: 'Los resultados son para quienes organizan',
    voted: 'Los verás cuando hayas votado, y todo el mundo los verá cuando cierre la votación.',
    closed: 'Todo el mundo los verá cuando cierre la votación.',
    closesAt: 'La votación cierra',
    organisers: 'Solo quienes organizan esta pregunta ven cómo se ha respondido.',
  },
  runoff: {
    rounds: 'Ronda a ronda',
    round: (number) => `Ronda ${number}`,
    roundCaption: (number) => `Votos en la ronda ${number}`,
    wins: (count, rounds) => (count === 1 ? 'gana en la primera ronda' : `gana tras ${rounds} rondas`),
    leads: (count, rounds) => (count === 1 ? 'ganaría en la primera ronda' : `ganaría tras ${rounds} rondas`),
    majority: (votes, continuing) =>
      `${votes} de las ${continuing} papeletas que todavía cuentan: más de la mitad.`,
    leaves: 'Sale',
    none: 'Nadie ha votado por estas opciones.',
    fewest: 'Menos votos que nadie.',
    earlier: 'Empate a menos votos, y por detrás en la ronda anterior más reciente en la que difieren.',
    lot: 'Empate a menos votos en todas las rondas: sale la suerte más baja.',
    tied: 'Empatan:',
    goTo: 'Las papeletas pasan a:',
    goNowhere: 'Ninguna papeleta cambia.',
    newlyExhausted: (count, shown) =>
      count === 1
        ? `${shown} papeleta no nombra a nadie más que siga en pie.`
        : `${shown} papeletas no nombran a nadie más que siga en pie.`,
    exhausted: (count, shown) =>
      count === 1
        ? `${shown} papeleta ya no cuenta: todas sus opciones han salido.`
        : `${shown} papeletas ya no cuentan: todas sus opciones han salido.`,
    howTitle: 'Cómo se cuenta',
    how: 'Cada papeleta cuenta para la más alta de sus opciones que sigue en pie. Gana quien tiene más de la mitad de las papeletas que todavía cuentan. Si no, sale la opción con menos votos y sus papeletas pasan a su siguiente opción.',
    howTies:
      'De las opciones que empatan a menos votos sale la que iba por detrás en la ronda anterior más reciente. Si no difieren en ninguna, decide la suerte: sale la más baja. La suerte es el SHA-256 de tres líneas: «tallyscope lot v1», la última parte de la dirección de esta pregunta y la opción.',
    lots: 'Suertes',
  },
  timeline: {
    title: 'Votos a lo largo del tiempo',
    summary: (count, shown, most) =>
      `${count === 1 ? `${shown} voto` : `${shown} votos`}, como mucho ${most} en un intervalo.`,
    none: 'Todavía no hay votos.',
    asTable: 'Votos a lo largo del tiempo, como tabla',
    from: 'Desde',
    votes: 'Votos',
    zone: (zone) => `Las horas son las de ${zone}.`,
    quiet: 'Los intervalos sin votos no aparecen.',
  },
  sharing: {
    title: 'Compartir',
    link: 'Dirección para votar',
    share: 'Compartir…',
    present: 'Mostrar en pantalla grande',
    embed: 'Insertar los resultados en una página',
    code: 'el código para insertar',
    embedHint: 'Pega esto donde deban aparecer los resultados. Allí siguen en directo.',
    embedHidden: 'Allí se verán los resultados cuando los muestres a todo el mundo.',
  },
  present: {
    title: (text) => `En pantalla: ${text}`,
    scan: 'Escanea para votar',
    qrLabel: (address) => `Código QR que lleva a ${address}`,
    fullScreen: 'Pantalla completa',
    leaveFullScreen: 'Salir de pantalla completa',
    back: 'Volver a los resultados',
    keys: 'Teclas: F para pantalla completa, Esc para salir.',
  },
  embed: {
    vote: 'Votar en Tallyscope',
    results: 'Ver los resultados en Tallyscope',
    newWindow: 'se abre en otra ventana',
  },
};
