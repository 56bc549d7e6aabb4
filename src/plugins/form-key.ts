import { Type } from '#src/schema/type.ts';

/** Identifies one opened form, so that a form that is sent twice is recognised. */
export const FormKey = Type.String({ format: 'uuid' });
