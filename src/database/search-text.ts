/** What somebody searches for, as PostgreSQL can hold it: no text there has a NUL, and what has one finds nothing anyway. */
export const searchText = (typed: string): string => typed.replaceAll('\0', '').trim();
