import type { Logger } from 'pino';
import type { Config } from '#src/config/settings.ts';
import { AuditConnection, type RecordedVotes } from '#src/features/audit/audit-connection.ts';
import { votesMiscounted, votesRecorded } from '#src/telemetry/signals.ts';
import { flushMetrics } from '#src/telemetry/state.ts';

/** Times in milliseconds: between two readings of the tallies, and between two counts of all ballots. */
const PACE = { read: 2000, count: 300_000 };

type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/**
 * One worker of all reads what the ledger holds into `votes.recorded`. The tallies, which are cheap to add up, are read
 * all the time; now and then every ballot is counted and held against them, choice by choice. A difference is told, in
 * the log and in `votes.miscounted`, and never repaired.
 */
export class LedgerAudit {
  readonly #url: string;
  readonly #log: Log;
  readonly #pace: typeof PACE;
  #connection: AuditConnection | undefined;
  /** Questions of the reading before, where there was one. */
  #known: Set<number> | undefined;
  #countedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #stopped = false;

  constructor(databaseUrl: string, log: Log, pace = PACE) {
    this.#url = databaseUrl;
    this.#log = log;
    this.#pace = pace;
  }

  /**
   * Reads until it is stopped; resolves after the first attempt, which may find another worker at it. Ballots are not
   * counted before the second: a start waits for the first, and a large ledger takes its time.
   */
  async start(): Promise<void> {
    this.#reading = this.#read();
    await this.#reading;
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.start(), this.#pace.read);
  }

  /** Reads once more, so that the last numbers to leave agree, and gives the ledger up for another worker to read. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#reading;
    if (this.#connection) await this.#read();
    await this.#connection?.close();
    this.#connection = undefined;
  }

  async #read(): Promise<void> {
    try {
      this.#connection ??= await AuditConnection.open(this.#url);
      if (!(await this.#connection.lead())) return;
      const first = this.#known === undefined;
      await this.#tell(await this.#connection.tallies());
      if (first || performance.now() - this.#countedAt < this.#pace.count) return;
      this.#countedAt = performance.now();
      const miscounts = await this.#connection.miscounted();
      for (const { question, miscounted } of miscounts)
        this.#log.error({ question, 'votes.miscounted': miscounted }, 'tally and ballots differ');
      votesMiscounted(miscounts.reduce((sum, { miscounted }) => sum + miscounted, 0));
    } catch (error) {
      // The lock went with the connection: another worker may have it by now.
      votesRecorded([]);
      votesMiscounted(undefined);
      this.#known = undefined;
      await this.#connection?.close();
      this.#connection = undefined;
      this.#log.warn({ err: error }, 'the ledger could not be read');
    }
  }

  /** A question that was not there the last time began at zero; that is sent first, so that all of its votes are a gain. */
  async #tell(ledger: readonly RecordedVotes[]): Promise<void> {
    const known = this.#known ?? new Set(ledger.map(({ id }) => id));
    this.#known = new Set(ledger.map(({ id }) => id));
    if (ledger.some(({ id }) => !known.has(id))) {
      votesRecorded(ledger.map((line) => (known.has(line.id) ? line : { ...line, votes: 0 })));
      await flushMetrics();
    }
    votesRecorded(ledger);
  }
}

/** Starts the audit where this process has the role `worker`. */
export async function startLedgerAudit(
  config: Pick<Config, 'roles'>,
  databaseUrl: string,
  log: Log,
): Promise<LedgerAudit | undefined> {
  if (!config.roles.includes('worker')) return undefined;
  const audit = new LedgerAudit(databaseUrl, log);
  await audit.start();
  return audit;
}
