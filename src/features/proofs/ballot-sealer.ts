import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Config } from '#src/config/settings.ts';
import { LOCKS } from '#src/database/advisory-locks.ts';
import { Leader } from '#src/database/leader.ts';
import { beginSealing } from '#src/features/proofs/begin-sealing.ts';
import { makeLogs } from '#src/features/proofs/log-store.ts';
import { sealQuestions } from '#src/features/proofs/seal-questions.ts';
import { gapOf, type Pace, passPause, stepPause, takeStep } from '#src/features/proofs/seal-steps.ts';
import type { SigningKey } from '#src/features/proofs/signing-key.ts';
import { type UnsealedQuestion, unsealedQuestions } from '#src/features/proofs/unsealed-questions.ts';
import { closeDue } from '#src/features/questions/close-due.ts';
import { sealed } from '#src/telemetry/signals.ts';
import { inSealing, withoutTrace } from '#src/telemetry/spans.ts';

/** So few ballots are sealed in a few milliseconds, for which nothing else waits long. */
const PACE: Pace = { every: 1000, most: 256 };

type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/**
 * One worker of all closes questions whose time has come, appends ballots to the logs and signs their heads. It follows
 * the votes and never holds them up.
 */
export class BallotSealer {
  readonly #leader: Leader;
  readonly #key: SigningKey;
  readonly #log: Log;
  readonly #pace: Pace;
  /** Questions whose ledger and log do not agree; each is told once. */
  readonly #told = new Set<number>();

  constructor(databaseUrl: string, key: SigningKey, log: Log, pace = PACE) {
    this.#key = key;
    this.#log = log;
    this.#pace = pace;
    this.#leader = new Leader(databaseUrl, {
      lock: LOCKS.sealing,
      name: 'tallyscope-seal',
      log,
      failure: 'ballots could not be sealed',
      pause: (took) => passPause(took, pace),
      begin: (client) => beginSealing(client, key),
      work: (client, stopping) => this.#pass(client, stopping),
      lost: () => sealed(undefined),
    });
  }

  /** Seals until it is stopped; resolves after the first pass, which may find another worker at it. */
  start(): Promise<void> {
    return withoutTrace(() => this.#leader.start());
  }

  /** Ends after the transaction under way, and leaves the rest to the next worker. */
  stop(): Promise<void> {
    return this.#leader.stop();
  }

  async #pass(client: pg.Client, stopping: AbortSignal): Promise<void> {
    await closeDue(client);
    sealed(await this.#seal(client, await unsealedQuestions(client), stopping));
  }

  /**
   * Seals what there is of these questions, in transactions that are spread over the time until the next pass, each
   * followed by a pause as long as it took. What is more than fits is left to that pass, since something may have to be
   * closed meanwhile. Gives what is left.
   */
  async #seal(client: pg.Client, questions: readonly UnsealedQuestion[], stopping: AbortSignal) {
    const { every, most } = this.#pace;
    const left = { ballots: 0, heads: 0 };
    const waiting: Pick<UnsealedQuestion, 'id' | 'ballots'>[] = [...questions];
    const gap = gapOf(waiting, this.#pace);
    const fresh = questions.filter(({ logged }) => !logged).map(({ id }) => id);
    if (fresh.length > 0) await makeLogs(client, fresh);
    const until = performance.now() + every;
    while (waiting.length > 0 && !stopping.aborted && performance.now() < until) {
      const began = performance.now();
      const step = takeStep(waiting, most).map(({ id }) => id);
      const done = await inSealing(step.length, () => sealQuestions(client, step, { key: this.#key, most }));
      for (const { id, ...after } of done) {
        if (after.more) waiting.unshift({ id, ballots: after.left });
        else {
          left.ballots += after.left;
          left.heads += Number(!after.agrees);
          if (!after.agrees) this.#tell(id);
        }
      }
      if (waiting.length === 0) break;
      const pause = stepPause({ began, now: performance.now() }, gap, this.#pace);
      await sleep(pause, undefined, { signal: stopping }).catch(() => undefined);
    }
    left.ballots += waiting.reduce((sum, { ballots }) => sum + ballots, 0);
    return left;
  }

  #tell(id: number): void {
    if (this.#told.has(id)) return;
    this.#told.add(id);
    this.#log.error({ 'question.id': id }, 'ledger and log differ: there is no final head');
  }
}

/** Starts sealing where this process has the role `worker`; what has piled up holds up nobody who starts. */
export function startSealing(
  config: Pick<Config, 'roles'>,
  databaseUrl: string,
  { key, log }: { key: SigningKey; log: Log },
): BallotSealer | undefined {
  if (!config.roles.includes('worker')) return undefined;
  const sealer = new BallotSealer(databaseUrl, key, log);
  void sealer.start();
  return sealer;
}
