import { Type } from '#src/schema/type.ts';

/** Which form it is, of all that were ever opened: sent again, it is the same. */
export const FormKey = Type.String({ format: 'uuid' });
