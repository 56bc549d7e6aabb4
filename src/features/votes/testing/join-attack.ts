import { QueryTypes, type Sequelize } from 'sequelize';

/** A row as whoever has the database sees it: where it stands, which transaction wrote it, and what it holds. */
export interface DumpedRow {
  page: number;
  line: number;
  xmin: number;
  key: string;
}

const place = `(ctid::text::point)[0]::int AS page, (ctid::text::point)[1]::int AS line, xmin::text::bigint::float8 AS xmin`;

/** Rows of a table in the order in which they stand. `key` is SQL for what names a row. */
export function dump(sequelize: Sequelize, table: 'participations' | 'ballots', key: string) {
  return sequelize.query<DumpedRow>(`SELECT ${place}, ${key} AS key FROM ${table} ORDER BY ctid`, {
    type: QueryTypes.SELECT,
  });
}

/** The voters of all crowds, each with the place of its row, in the order in which they stand. */
export function dumpCrowds(sequelize: Sequelize) {
  return sequelize.query<DumpedRow>(
    `SELECT ${place}, voter::text AS key FROM crowds, unnest(voters) WITH ORDINALITY AS v (voter, n) ORDER BY ctid, n`,
    { type: QueryTypes.SELECT },
  );
}

const random = (below: number) => Math.floor(Math.random() * below);

/** Pairs the tables by the place of their rows; gives how many ballots got their own voter. */
export function joinByOrder(
  voters: DumpedRow[],
  ballots: DumpedRow[],
  voterOf: ReadonlyMap<string, string>,
): number {
  return ballots.filter((ballot, index) => voterOf.get(ballot.key) === voters[index]?.key).length;
}

/**
 * Guesses for each ballot one of the voters written by the same transaction, or by the first one after it that left
 * any; gives how many guesses were right.
 */
export function joinByTransaction(
  voters: DumpedRow[],
  ballots: DumpedRow[],
  voterOf: ReadonlyMap<string, string>,
): number {
  const groups = Map.groupBy(voters, ({ xmin }) => xmin);
  const transactions = [...groups.keys()].sort((a, b) => a - b);
  return ballots.filter((ballot) => {
    const from = transactions.find((xmin) => xmin >= ballot.xmin);
    const group = from === undefined ? voters : (groups.get(from) ?? []);
    return voterOf.get(ballot.key) === group[random(group.length)]?.key;
  }).length;
}

/** Every table of the database with its rows as text. */
export async function dumpAll(sequelize: Sequelize): Promise<Map<string, string[]>> {
  const tables = await sequelize.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    { type: QueryTypes.SELECT },
  );
  const dumped = new Map<string, string[]>();
  for (const { name } of tables) {
    const rows = await sequelize.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`, {
      type: QueryTypes.SELECT,
    });
    dumped.set(
      name,
      rows.map(({ row }) => row),
    );
  }
  return dumped;
}
