/**
 * A backup is SQL that psql can load after `tallyscope migrate` of the same release: a head, a COPY for each table, an end. Head and
 * end are comments that hold JSON. Without an end it was cut off.
 */
const HEAD = '-- tallyscope backup 1: ';
const END = '-- end of tallyscope backup: ';

/** What a backup says of itself before the rows. */
export interface BackupHead {
  takenAt: string;
  /** Steps of the schema that its rows are of, oldest first. */
  schema: string[];
}

/** And after them: rows of each table, and where sequences stood. */
export interface BackupEnd {
  rows: Record<string, number>;
  sequences: Record<string, string>;
}

/** The first line of a backup. */
export const formatBackupHead = (head: BackupHead): string => `${HEAD}${JSON.stringify(head)}\n`;
/** The last line of a backup. */
export const formatBackupEnd = (end: BackupEnd): string => `${END}${JSON.stringify(end)}\n`;

const parsed = <T>(line: string, mark: string): T | undefined =>
  line.startsWith(mark) ? (JSON.parse(line.slice(mark.length)) as T) : undefined;

/** What the first line says; undefined where it is not one. */
export const parseBackupHead = (line: string): BackupHead | undefined => parsed(line, HEAD);
/** What the last line says; undefined where it is not one. */
export const parseBackupEnd = (line: string): BackupEnd | undefined => parsed(line, END);

/** The line that rows of a table follow, up to a line of a backslash and a full stop. */
export const copyLine = (table: string, columns: readonly string[]): string =>
  `COPY public.${table} (${columns.join(', ')}) FROM stdin;\n`;

/** Table and columns of such a line. */
export function parseCopyLine(line: string): { table: string; columns: string[] } | undefined {
  const [, table, columns] = /^COPY public\.(\w+) \(([\w", ]+)\) FROM stdin;$/.exec(line) ?? [];
  return table && columns ? { table, columns: columns.split(', ') } : undefined;
}
