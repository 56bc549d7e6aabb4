import { QueryTypes, type Sequelize } from 'sequelize';
import type { AuditAction } from '#src/database/record-action.ts';
import type { Identity } from '#src/features/accounts/session-store.ts';

/** One line of the audit log. */
export interface AuditLine {
  id: number;
  at: Date;
  /** Null stands for a command of the operator. */
  actor: string | null;
  action: AuditAction;
  question: string | null;
  details: Record<string, string | number | string[]>;
}

/**
 * A page of the audit log, newest first, and the id to give as `before` for the next one. Administrators see all of it,
 * organisers what they did and what was done to their questions.
 */
export async function readAuditLog(
  sequelize: Sequelize,
  { accountId, role }: Pick<Identity, 'accountId' | 'role'>,
  { question, before, limit }: { question?: string | undefined; before?: number | undefined; limit: number },
): Promise<{ lines: AuditLine[]; next?: number }> {
  const found = await sequelize.query<AuditLine>(
    `SELECT id::float8 AS id, at, actor, action, question, details FROM audit_log
     WHERE ($1::integer IS NULL OR actor_id = $1 OR owner_id = $1)
       AND ($2::text IS NULL OR question = $2) AND ($3::bigint IS NULL OR id < $3)
     ORDER BY audit_log.id DESC LIMIT $4`,
    {
      bind: [role === 'administrator' ? null : accountId, question ?? null, before ?? null, limit + 1],
      type: QueryTypes.SELECT,
    },
  );
  const lines = found.slice(0, limit);
  const last = lines.at(-1);
  return found.length > limit && last ? { lines, next: last.id } : { lines };
}
