import { Type } from './type.ts';

/** As far as PostgreSQL's integers go. */
export const LARGEST_INTEGER = 2 ** 31 - 1;

/** An id or number from 1 on, as the database can hold it: beyond, a query would fail instead of finding nothing. */
export const storedInteger = (options?: { description?: string }) =>
  Type.Integer({ minimum: 1, maximum: LARGEST_INTEGER, ...options });
