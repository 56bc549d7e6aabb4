import type { receiptsEn } from './receipts-en.ts';

/** Spanish texts of receipts. */
export const receiptsEs: typeof receiptsEn = {
  yourCode: 'Tu código de comprobante',
  keep: 'Se muestra solo ahora. Apúntalo, imprímelo o cópialo.',
  use: 'Con él puedes comprobar cuando quieras que tu voto cuenta tal como lo emitiste. Quien lo tenga puede ver qué elegiste.',
  codeName: 'el código de comprobante',
  check: 'Comprobar un voto',
  title: 'Comprobar un voto',
  lead: 'A quien votó se le dio un código. Muestra que el voto cuenta, y como qué.',
  code: 'Código de comprobante',
  codeHint: '26 letras y cifras. Mayúsculas, espacios y guiones no importan.',
  submit: 'Mostrar el comprobante',
  notFound:
    'Ningún comprobante se abre con este código. Míralo otra vez: puede faltar o sobrar una letra. Nadie puede darte otro. Los comprobantes de una pregunta eliminada no abren nada.',
  standings: {
    counted: 'Este voto cuenta',
    replaced: 'Este voto ya no cuenta',
    missing: 'Este voto falta',
    altered: 'Este voto fue alterado',
  },
  explained: {
    counted: 'Está en el recuento tal como se emitió.',
    replaced: 'Las respuestas a esta pregunta se pueden cambiar, y una posterior ocupó su lugar.',
    missing:
      'El registro ya no lo contiene, y nada debería haberlo quitado. Cuéntaselo a gente de confianza, con esta página.',
    altered:
      'El registro contiene otra opción que la de este comprobante. Cuéntaselo a gente de confianza, con esta página.',
  },
  question: 'Pregunta',
  choice: 'Opción elegida',
  choices: 'Opciones elegidas',
  ranking: 'Orden de preferencia',
  castAt: 'Emitido',
  log: 'Sellado',
  notSealed: 'Todavía no está en el registro sellado',
  isSealed: 'En el registro sellado',
  position: (position: string) => `Entrada ${position} del registro sellado`,
  proof: 'Qué prueba el recuento',
  another: 'Comprobar otro voto',
};
