import type { ConstructorOptions, Job, PgBoss } from 'pg-boss';
import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import { WatchedClient } from '#src/database/watched-client.ts';
import { captureTraceContext, type TraceCarrier } from '#src/telemetry/spans.ts';

const QUEUE = 'exports';
/** Queue of jobs that failed at every attempt, such as one that kills its worker each time. */
const ABANDONED = 'exports-abandoned';

/** Seconds without a sign of life after which a worker counts as crashed; pg-boss takes no less. */
const HEARTBEAT = 10;
const RETRIES = 5;

/** How often the queue looks for what is due, and how long it waits before another attempt, in seconds. */
export interface QueuePace {
  supervise: number;
  poll: number;
  retryDelay: number;
}

export const STEADY_PACE: QueuePace = { supervise: 5, poll: 2, retryDelay: 2 };

interface QueueOptions {
  /** Whether this process also takes jobs and supervises the queue. */
  worker: boolean;
  onError(error: Error): void;
  pace: QueuePace;
}

export interface ExportTicket extends TraceCarrier {
  exportId: string;
}

/** One delivery of a ticket. `attempt` starts at 0; `lost` is aborted when the queue has given the job to another. */
export interface Delivery {
  ticket: ExportTicket;
  attempt: number;
  lost: AbortSignal;
}

export interface Deliveries {
  /** Gives whether the export is over; otherwise it is delivered again. */
  deliver(delivery: Delivery): Promise<boolean>;
  /** The last delivery has failed as well. */
  abandon(exportId: string): Promise<void>;
}

/** The queue between those who ask for exports and the workers, in the schema `jobs` of the same database. */
export class ExportQueue {
  readonly #options: ConstructorOptions;
  readonly #onError: (error: Error) => void;
  readonly #pace: QueuePace;
  #boss: PgBoss | undefined;
  #started: Promise<PgBoss> | undefined;

  constructor(databaseUrl: string, { worker, onError, pace }: QueueOptions) {
    this.#pace = pace;
    this.#onError = onError;
    // Its pool takes the client to use, as any pool of the driver does; its types do not say so.
    const driver = { Client: WatchedClient };
    this.#options = {
      ...driver,
      connectionString: databaseUrl,
      application_name: 'tallyscope-jobs',
      schema: 'jobs',
      max: worker ? 3 : 1,
      schedule: false,
      supervise: worker,
      superviseIntervalSeconds: pace.supervise,
      monitorIntervalSeconds: pace.supervise,
      useListenNotify: worker,
    };
  }

  /**
   * Puts an export in the queue, in the transaction that records it: neither is ever without the other. Those of an earlier
   * turn are taken first.
   */
  async send(exportId: string, turn: number, sequelize: Sequelize, transaction: Transaction): Promise<void> {
    const boss = await this.#start();
    const ticket: ExportTicket = { exportId, ...captureTraceContext() };
    const executeSql = async (sql: string, bind: unknown[] = []) => ({
      rows: await sequelize.query(sql, { bind, transaction, type: QueryTypes.SELECT }),
    });
    await boss.send(QUEUE, ticket, { priority: -turn, db: { executeSql } });
  }

  /** Makes the tables of the queue where they are missing. */
  async prepare(): Promise<void> {
    await this.#start();
  }

  /** Takes jobs, one at a time, until the queue is closed. */
  async work({ deliver, abandon }: Deliveries): Promise<void> {
    const boss = await this.#start();
    const { poll } = this.#pace;
    const polling = { pollingIntervalSeconds: poll, notifyPollingIntervalSeconds: poll };
    await boss.work<ExportTicket>(QUEUE, { ...polling, heartbeatRefreshSeconds: 3 }, async ([job]) => {
      if (job && !(await deliver(delivery(job)))) throw new Error('The export is not over.');
    });
    await boss.work<ExportTicket>(ABANDONED, polling, async ([job]) => {
      if (job) await abandon(job.data.exportId);
    });
  }

  /**
   * Sets time stamps that lie in the future to now. pg-boss believes them: after the database's clock went ahead and back, it
   * would look after nothing until that time has come again.
   */
  async heedClock(): Promise<void> {
    const boss = await this.#start();
    await boss.getDb().executeSql(`WITH queues AS (
        UPDATE jobs.queue SET monitor_claim_on = now() WHERE monitor_claim_on > now() + interval '1 minute'
      )
      UPDATE jobs.job SET heartbeat_on = least(heartbeat_on, now()), start_after = least(start_after, now())
      WHERE state < 'completed' AND greatest(heartbeat_on, start_after) > now() + interval '1 minute'`);
  }

  /** Stops taking jobs and waits for the one under way, `graceMs` at most. */
  async close(graceMs: number): Promise<void> {
    const boss = await this.#started?.catch(() => undefined);
    await boss?.stop({ graceful: true, timeout: graceMs });
  }

  #start(): Promise<PgBoss> {
    this.#started ??= this.#open().catch((error: unknown) => {
      this.#started = undefined;
      throw error;
    });
    return this.#started;
  }

  async #open(): Promise<PgBoss> {
    // A process that neither takes nor gives jobs does not load it.
    const library = await import('pg-boss');
    this.#boss ??= new library.PgBoss(this.#options).on('error', this.#onError);
    const boss = this.#boss;
    await boss.start();
    await boss.createQueue(ABANDONED, { retryLimit: RETRIES });
    await boss.createQueue(QUEUE, {
      retryLimit: RETRIES,
      retryDelay: this.#pace.retryDelay,
      heartbeatSeconds: HEARTBEAT,
      expireInSeconds: 12 * 3600,
      deadLetter: ABANDONED,
      notify: true,
    });
    return boss;
  }
}

/** Makes the tables of the queue, for a service whose own role may make none. */
export async function prepareQueue(databaseUrl: string): Promise<void> {
  const queue = new ExportQueue(databaseUrl, {
    worker: false,
    onError: () => undefined,
    pace: STEADY_PACE,
  });
  await queue.prepare();
  await queue.close(1000);
}

const delivery = (job: Job<ExportTicket>): Delivery => ({
  ticket: job.data,
  attempt: job.retryCount,
  lost: job.signal,
});
