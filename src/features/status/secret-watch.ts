import type { ClientBase } from 'pg';
import { LOCKS } from '#src/database/advisory-locks.ts';
import { deriveKey } from '#src/plugins/derive-key.ts';

const OTHERS = `
  SELECT count(*)::integer AS others FROM pg_locks
  WHERE locktype = 'advisory' AND objsubid = 2 AND classid = $1 AND objid <> $2
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

interface Options {
  log: Record<'error' | 'info', (line: string) => void>;
  /** Told at each look whether the secrets differ. */
  tell: (apart: boolean) => void;
}

/**
 * Notices that a process serves the same database with another SESSION_SECRET. Each shows 31 bits of a key derived from its own,
 * as a lock that anybody may share, while its connection lives: nothing is kept, so that a rotation needs nothing but its rollout.
 */
export class SecretWatch {
  readonly #mark: number;
  readonly #options: Options;
  #client: ClientBase | undefined;
  #apart = false;

  constructor(secret: string, options: Options) {
    this.#mark = deriveKey(secret, 'mark').readUInt32BE() >>> 1;
    this.#options = options;
  }

  /** Shows its own mark on a connection that is new, and looks for others. */
  readonly look = async (client: ClientBase): Promise<void> => {
    const own = [LOCKS.secret, this.#mark];
    if (client !== this.#client) await client.query('SELECT pg_advisory_lock_shared($1, $2)', own);
    this.#client = client;
    const { rows } = await client.query<{ others: number }>(OTHERS, own);
    const apart = (rows[0]?.others ?? 0) > 0;
    const { log, tell } = this.#options;
    tell(apart);
    if (apart && !this.#apart)
      log.error(
        'another process on this database has another SESSION_SECRET: who voted by one may vote again by the other, and a session holds with one alone',
      );
    if (!apart && this.#apart) log.info('all processes on this database have the same SESSION_SECRET again');
    this.#apart = apart;
  };
}
