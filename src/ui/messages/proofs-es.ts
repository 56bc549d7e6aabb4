import type { proofsEn } from './proofs-en.ts';

const ballots = (count: number, shown: string) =>
  count === 1 ? `${shown} papeleta sellada` : `${shown} papeletas selladas`;

/** Spanish texts of what proves a tally. */
export const proofsEs: typeof proofsEn = {
  title: (text: string) => `Prueba: ${text}`,
  breadcrumb: 'Prueba',
  link: 'Qué prueba el recuento',
  heading: 'Qué prueba el recuento',
  lead: 'Cada papeleta se sella en un registro que solo crece. Una cabecera firmada dice qué contenía el registro en un momento: después ya no se puede cambiar, añadir ni quitar una papeleta sin que cualquiera pueda notarlo.',
  final: 'Cerrado y firmado',
  finalHint: (count: number, shown: string) =>
    count === 1
      ? 'Esta cabecera abarca la única papeleta de la pregunta. Nada le sigue.'
      : `Esta cabecera abarca las ${shown} papeletas de la pregunta. Nada le sigue.`,
  signing: 'La cabecera final se está firmando',
  signingHint: 'La votación ha cerrado. Vuelve a cargar esta página en un momento.',
  differs: 'Las papeletas no cuadran',
  differsHint:
    'La votación ha cerrado, pero las papeletas selladas no son los votos contados, o no son las que se firmaron como finales. Cuéntaselo a gente de confianza, con esta página.',
  open: 'Firmado con la votación en curso',
  openHint: (count: number, shown: string) =>
    `${ballots(count, shown)} hasta ahora. La cabecera final se firma cuando cierre la votación.`,
  none: 'Todavía no hay ninguna cabecera firmada',
  noneHint: (count: number, shown: string) =>
    `${ballots(count, shown)} hasta ahora. Se firma una cabecera cuando cierre la votación.`,
  changeableHint:
    'Las respuestas se pueden cambiar hasta el cierre, así que las papeletas se sellan entonces, y se firma una cabecera.',
  ballots: 'Papeletas',
  signedAt: 'Firmado',
  root: 'Raíz del árbol',
  rootName: 'la raíz',
  key: 'Clave de firma',
  keyName: 'el identificador de la clave',
  keys: 'Todas las claves',
  tally: 'Recuento firmado',
  choice: 'Opción',
  votes: 'Votos',
  firstPreferences: 'Primeras preferencias',
  winner: 'Gana por segunda vuelta instantánea:',
  note: 'El texto firmado',
  noteName: 'el texto firmado',
  noteHint: 'Guarda una copia o envíasela a alguien: se puede comparar con cualquier cabecera posterior.',
  check: 'Compruébalo tú',
  bundle: 'Descargar el paquete de prueba',
  bundleHint:
    'Contiene cada papeleta sellada con su hora, y nada de los votantes. Quien tenga el programa puede volver a calcularlo todo, en su propio equipo y sin conexión:',
  commandName: 'la orden',
  steps: {
    receipt: 'Con --receipt y el código de un comprobante busca esa papeleta.',
    csv: 'Con --csv y los votos exportados compara el fichero línea por línea.',
    compare: 'Compara la raíz y el identificador de la clave con otras personas que vean esta página.',
  },
  limits: 'Qué no prueba esto',
  limitList: [
    'Que cada papeleta sea de alguien que podía votar. El registro contiene papeletas, nunca votantes.',
    'Que un voto se sellara tal como se pretendía. Tu comprobante lo muestra, para tu voto.',
    'Que a todos se les muestre la misma cabecera. Compara las raíces y guarda el texto firmado.',
  ],
  earlier: 'Cabeceras anteriores',
  head: 'Cabecera',
  sign: 'Firmar una cabecera ahora',
  signHint: 'Para organizadores: el registro se firma tal como está; la votación sigue.',
  asked: 'Se ha pedido una cabecera. Se firma en segundos: vuelve a cargar esta página.',
  flash: 'Se ha pedido una cabecera. Se firma en segundos.',
  refusals: {
    notOpen: 'La pregunta aún no está abierta, así que no hay nada que firmar.',
    changeable: 'Las respuestas se pueden cambiar hasta el cierre: las papeletas se sellan entonces.',
    final: 'La cabecera final está firmada. Nada le sigue.',
  },
};
