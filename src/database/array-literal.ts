/** An array as PostgreSQL reads it. The driver would look for quotes in each id, number and hash, where there are none. */
export const list = (values: readonly (string | number | null)[]): string => `{${values.join(',')}}`;

/** A part of such an array that is bytes, or none. */
export const bytes = (value: Buffer | null | undefined): string =>
  value ? `"\\\\x${value.toString('hex')}"` : 'NULL';

/** A part of such an array that is an array of numbers. */
export const numbers = (values: readonly number[]): string => `"{${values.join(',')}}"`;
