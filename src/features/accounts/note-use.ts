import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';

const USES = { sessions: 'last_seen_at', access_tokens: 'last_used_on' };

/**
 * Records when a session or an access token was last used. The request does not wait until that is on disk or at a standby, which
 * may be away: if it is lost, the next request writes it.
 */
export async function noteUse(
  { sequelize }: Database,
  table: keyof typeof USES,
  tokenHash: Buffer,
  at: Date | string,
): Promise<void> {
  await sequelize.query(
    `UPDATE ${table} SET ${USES[table]} = $2
     WHERE token_hash = $1 AND set_config('synchronous_commit', 'off', true) IS NOT NULL`,
    // SELECT takes a connection that is reserved for reads: those for changes may all wait for the standby.
    { bind: [tokenHash, at], type: QueryTypes.SELECT },
  );
}
