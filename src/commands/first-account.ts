/** A word as a shell takes it. */
const quoted = (word: string): string =>
  /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/**
 * The command that makes the first administrator. It names where the service keeps its database: otherwise it would create
 * another one, with an account that cannot log in here.
 */
export function firstAccountCommand(
  { dataDir }: { dataDir: string },
  { databaseUrl }: { databaseUrl?: string | undefined },
): string {
  const where = databaseUrl === undefined ? `DATA_DIR=${quoted(dataDir)}` : 'DATABASE_URL=…';
  return `${where} npm run tallyscope -- user add NAME --role administrator`;
}
