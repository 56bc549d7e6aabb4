import { hash } from 'node:crypto';
import { type Sequelize, type Transaction, UniqueConstraintError } from 'sequelize';
import { recordAction } from '#src/database/record-action.ts';
import { ExportFailure } from '#src/features/exports/export-failure.ts';
import type { ExportQueue } from '#src/features/exports/export-queue.ts';
import { summariseExport, type Viewer } from '#src/features/exports/export-reader.ts';
import { checkRequest, type ExportRequest } from '#src/features/exports/export-request.ts';
import { exportTurn } from '#src/features/exports/export-turn.ts';
import { ExportWriter } from '#src/features/exports/export-writer.ts';
import { checkTarget, type S3Target } from '#src/features/exports/s3/s3-target.ts';

/**
 * The id of the export that a form asks for (UUID version 8, RFC 9562): the same where the same person sends it again as it was, another
 * where it asks for anything else.
 */
function exportOfForm(form: string, request: ExportRequest, { accountId }: NonNullable<Viewer>): string {
  const { prefix, layout, questions } = request;
  const hex = hash('sha256', JSON.stringify([form, accountId, prefix, layout, questions]));
  const part = (from: number, length: number) => hex.slice(from, from + length);
  return [part(0, 8), part(8, 4), `8${part(12, 3)}`, `8${part(15, 3)}`, part(18, 12)].join('-');
}

/** Takes exports in for the workers. */
export class ExportService {
  readonly sequelize: Sequelize;
  /** Undefined where no bucket is configured; then nothing can be exported. */
  readonly target: S3Target | undefined;
  readonly #queue: ExportQueue;
  readonly #writer: ExportWriter;

  constructor(sequelize: Sequelize, target: S3Target | undefined, queue: ExportQueue) {
    this.sequelize = sequelize;
    this.target = target;
    this.#queue = queue;
    this.#writer = new ExportWriter(sequelize);
  }

  /**
   * Queues an export, after the bucket was found to be in reach, and gives its id.
   * @throws {ExportRefused} where a field is at fault, {ExportFailure} where the bucket is, or too many wait.
   */
  async request(request: ExportRequest, requestedBy: string, viewer?: Viewer, id?: string): Promise<string> {
    const { prefix, layout, questions } = await checkRequest(this.sequelize, request, viewer);
    const { bucket } = await this.#reachableTarget();
    return this.#queued(requestedBy, async (transaction) => {
      const created = await this.#writer.create(
        { bucket, prefix, layout, requestedBy, runner: 'worker', questions, ...(id && { id }) },
        transaction,
      );
      await recordAction(this.sequelize, transaction, {
        actor: viewer ?? null,
        action: 'export.requested',
        details: { questions: questions.length },
      });
      return created;
    });
  }

  /** The same for a form: sent again as it was, it leads to what it asked for before. */
  async requestOnce(form: string, request: ExportRequest, viewer: NonNullable<Viewer>): Promise<string> {
    const id = exportOfForm(form, request, viewer);
    if (await summariseExport(this.sequelize, id)) return id;
    return this.request(request, viewer.name, viewer, id).catch((error: unknown) => {
      // It came twice at the same moment.
      if (error instanceof UniqueConstraintError) return id;
      throw error;
    });
  }

  /** Queues a failed export again, from its beginning; false where it is not a failed one. @throws {ExportFailure} */
  async retry(id: string, viewer?: Viewer): Promise<boolean> {
    await this.#reachableTarget();
    const before = await summariseExport(this.sequelize, id);
    if (!before) return false;
    const queued = await this.#queued(before.requestedBy, async (transaction) => {
      if (!(await this.#writer.reset(id, transaction))) return undefined;
      await recordAction(this.sequelize, transaction, { actor: viewer ?? null, action: 'export.retried' });
      return id;
    });
    return queued !== undefined;
  }

  async #reachableTarget(): Promise<S3Target> {
    if (!this.target) throw new ExportFailure('not_configured');
    await checkTarget(this.target);
    return this.target;
  }

  #queued<T extends string | undefined>(
    requestedBy: string,
    record: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    return this.sequelize.transaction(async (transaction) => {
      const turn = await exportTurn(this.sequelize, transaction, requestedBy);
      const id = await record(transaction);
      if (id !== undefined) await this.#queue.send(id, turn, this.sequelize, transaction);
      return id;
    });
  }
}
