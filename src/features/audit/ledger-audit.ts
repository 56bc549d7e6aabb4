import type pg from 'pg';
import type { Logger } from 'pino';
import type { Config } from '#src/config/settings.ts';
import { LOCKS } from '#src/database/advisory-locks.ts';
import { Leader } from '#src/database/leader.ts';
import { type RecordedVotes, readMiscounts, readTallies } from '#src/features/audit/read-tallies.ts';
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
  readonly #log: Log;
  readonly #leader: Leader;
  /** Milliseconds between two counts of all ballots. */
  readonly #counting: number;
  /** Questions of the reading before, where there was one. */
  #known: Set<number> | undefined;
  #countedAt = Number.NEGATIVE_INFINITY;

  constructor(databaseUrl: string, log: Log, { read, count } = PACE) {
    this.#log = log;
    this.#counting = count;
    this.#leader = new Leader(databaseUrl, {
      lock: LOCKS.audit,
      name: 'tallyscope-audit',
      patience: 30_000,
      log,
      failure: 'the ledger could not be read',
      pause: () => read,
      work: (client) => this.#read(client),
      lost: () => this.#forget(),
    });
  }

  /**
   * Reads until it is stopped; resolves after the first attempt, which may find another worker at it. Ballots are not
   * counted before the second: a start waits for the first, and a large ledger takes its time.
   */
  start(): Promise<void> {
    return this.#leader.start();
  }

  /** Reads once more, so that the last numbers to leave agree, and gives the ledger up for another worker to read. */
  stop(): Promise<void> {
    return this.#leader.stop({ onceMore: true });
  }

  async #read(client: pg.Client): Promise<void> {
    const first = this.#known === undefined;
    await this.#tell(await readTallies(client));
    if (first || performance.now() - this.#countedAt < this.#counting) return;
    this.#countedAt = performance.now();
    const miscounts = await readMiscounts(client);
    for (const { question, miscounted } of miscounts)
      this.#log.error({ question, 'votes.miscounted': miscounted }, 'tally and ballots differ');
    votesMiscounted(miscounts.reduce((sum, { miscounted }) => sum + miscounted, 0));
  }

  #forget(): void {
    votesRecorded([]);
    votesMiscounted(undefined);
    this.#known = undefined;
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
