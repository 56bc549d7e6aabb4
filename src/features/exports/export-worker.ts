import type { Logger } from 'pino';
import { ExportFailure } from '#src/features/exports/export-failure.ts';
import type { Delivery, ExportQueue } from '#src/features/exports/export-queue.ts';
import { type ExportParts, runExport } from '#src/features/exports/run-export.ts';
import {
  abandonedCommands,
  failInterrupted,
  oldestExportAge,
  undelivered,
} from '#src/features/exports/unfinished-exports.ts';
import { exportsOpened, oldestExportAged } from '#src/telemetry/signals.ts';

/** Attempts after the first that a failure which may pass is worth. */
const RETRIES = 2;
/** Time the object under way has to be finished when the worker stops, in milliseconds. */
const GRACE_MS = 10_000;
/** … and then to clear away what it began. A server that never answers is not waited for. */
const CLEARING_MS = 3000;
const SWEEP_MS = 60_000;

/** Where it is written that an export has failed. */
export type ExportLog = Pick<Logger, 'error'>;

/** Takes exports from the queue and runs them, one at a time. */
export class ExportWorker {
  readonly #parts: ExportParts;
  readonly #queue: ExportQueue;
  readonly #log: ExportLog;
  readonly #pause = new AbortController();
  readonly #abort = new AbortController();
  readonly #left = Promise.withResolvers<{ state: 'queued' }>();
  #sweep: NodeJS.Timeout | undefined;

  constructor(parts: ExportParts, queue: ExportQueue, log: ExportLog) {
    this.#parts = parts;
    this.#queue = queue;
    this.#log = log;
  }

  /** Takes exports until it is stopped, and every minute ends those that no process works on any more. */
  async start(): Promise<void> {
    exportsOpened();
    await this.#queue.prepare();
    await this.#tidy();
    this.#sweep = setInterval(() => {
      // What fails is tried again the next time.
      this.#tidy().catch(() => undefined);
    }, SWEEP_MS);
    await this.#queue.work({
      deliver: (delivery) => this.#deliver(delivery),
      abandon: (id) => this.#failInterrupted(id),
    });
  }

  async #tidy(): Promise<void> {
    await this.#queue.heedClock();
    const { sequelize } = this.#parts;
    for (const id of await abandonedCommands(sequelize)) await this.#failInterrupted(id);
    for (const id of await undelivered(sequelize)) await this.#failInterrupted(id);
    oldestExportAged(await oldestExportAge(sequelize));
  }

  /** Lets the object under way be finished for a while, then gives the export back to the queue. */
  async stop(): Promise<void> {
    clearInterval(this.#sweep);
    this.#pause.abort();
    const timers = [
      setTimeout(() => this.#abort.abort(), GRACE_MS),
      setTimeout(() => this.#left.resolve({ state: 'queued' }), GRACE_MS + CLEARING_MS),
    ];
    await this.#queue.close(GRACE_MS + 5000);
    for (const timer of timers) clearTimeout(timer);
  }

  async #deliver({ ticket, attempt, lost }: Delivery): Promise<boolean> {
    const run = runExport(this.#parts, {
      id: ticket.exportId,
      carrier: ticket,
      pause: this.#pause.signal,
      abort: AbortSignal.any([this.#abort.signal, lost]),
      mayRetry: attempt < RETRIES,
    });
    const end = await Promise.race([run, this.#left.promise]);
    if (end.state === 'failed') this.#tellFailed(ticket.exportId, end.failure);
    return end.state !== 'queued';
  }

  async #failInterrupted(id: string): Promise<void> {
    await failInterrupted(this.#parts.sequelize, id);
    this.#tellFailed(id, new ExportFailure('interrupted'));
  }

  #tellFailed(id: string, failure: ExportFailure): void {
    this.#log.error({ err: failure, 'export.id': id }, 'export failed');
  }
}
