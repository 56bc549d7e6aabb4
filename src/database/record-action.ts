import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';

/** Who acts: somebody logged in. Nobody (`null`) stands for a command of the operator. */
export interface Actor {
  accountId: number;
  name: string;
}

/** Everything that the audit log tells of. */
export const auditActions = [
  'question.created',
  'question.edited',
  'question.corrected',
  'question.published',
  'question.closed',
  'question.duplicated',
  'question.archived',
  'question.unarchived',
  'question.deleted',
  'head.requested',
  'credentials.made',
  'credentials.replaced',
  'credentials.revoked',
  'export.requested',
  'export.retried',
  'votes.downloaded',
  'account.role_changed',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** One action. `details` holds names and numbers, never anything of a voter or a ballot. */
export interface AuditEntry {
  actor: Actor | null;
  action: AuditAction;
  /** The question acted on: its slug, and the account it belongs to. */
  question?: { slug: string; authorId: number | null };
  details?: Record<string, string | number | string[]>;
}

/** Writes an action down in the action's own transaction: both happen, or neither. */
export async function recordAction(
  sequelize: Sequelize,
  transaction: Transaction,
  { actor, action, question, details = {} }: AuditEntry,
): Promise<void> {
  await sequelize.query(
    `INSERT INTO audit_log (actor_id, actor, owner_id, action, question, details) VALUES ($1, $2, $3, $4, $5, $6)`,
    {
      bind: [
        actor?.accountId ?? null,
        actor?.name ?? null,
        question?.authorId ?? null,
        action,
        question?.slug ?? null,
        JSON.stringify(details),
      ],
      type: QueryTypes.INSERT,
      transaction,
    },
  );
}
