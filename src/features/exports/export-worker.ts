import { QueryTypes, type Sequelize } from 'sequelize';
import { interrupted } from '#src/features/exports/export-failure.ts';
import type { Delivery, ExportQueue } from '#src/features/exports/export-queue.ts';
import { ExportWriter } from '#src/features/exports/export-writer.ts';
import { type ExportParts, runExport } from '#src/features/exports/run-export.ts';
import { tellEnd } from '#src/features/exports/tell-end.ts';
import { exportsOpened } from '#src/telemetry/signals.ts';

/** Attempts after the first that a failure which may pass is worth. */
const RETRIES = 2;
/** Time the object under way has to be finished when the worker stops, in milliseconds. */
const GRACE_MS = 10_000;

/** Takes exports from the queue and runs them, one at a time. */
export class ExportWorker {
  readonly #parts: ExportParts;
  readonly #queue: ExportQueue;
  readonly #pause = new AbortController();
  readonly #abort = new AbortController();

  constructor(parts: ExportParts, queue: ExportQueue) {
    this.#parts = parts;
    this.#queue = queue;
  }

  async start(): Promise<void> {
    exportsOpened();
    await failAbandonedCommands(this.#parts.sequelize);
    await this.#queue.work({
      deliver: (delivery) => this.#deliver(delivery),
      abandon: (id) => failExport(this.#parts.sequelize, id),
    });
  }

  /** Lets the object under way be finished for a while, then gives the export back to the queue. */
  async stop(): Promise<void> {
    this.#pause.abort();
    const timer = setTimeout(() => this.#abort.abort(), GRACE_MS);
    await this.#queue.close(GRACE_MS + 5000);
    clearTimeout(timer);
  }

  async #deliver({ ticket, attempt, lost }: Delivery): Promise<boolean> {
    const end = await runExport(this.#parts, {
      id: ticket.exportId,
      carrier: ticket,
      pause: this.#pause.signal,
      abort: AbortSignal.any([this.#abort.signal, lost]),
      mayRetry: attempt < RETRIES,
    });
    return end.state !== 'queued';
  }
}

async function failExport(sequelize: Sequelize, id: string): Promise<void> {
  await new ExportWriter(sequelize).fail(id, interrupted());
  await tellEnd(sequelize, id, 'failed');
}

/** Ends what a killed command left: it holds no lock any more, and no queue would deliver it again. */
async function failAbandonedCommands(sequelize: Sequelize): Promise<void> {
  const left = await sequelize.query<{ id: string }>(
    `SELECT id FROM exports WHERE runner = 'command' AND state IN ('queued', 'running')
      AND queued_at < now() - interval '1 minute' AND pg_try_advisory_xact_lock(7283402, hashtext(id::text))`,
    { type: QueryTypes.SELECT },
  );
  for (const { id } of left) await failExport(sequelize, id);
}
