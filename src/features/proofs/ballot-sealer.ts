import type pg from 'pg';
import type { Logger } from 'pino';
import type { Config } from '#src/config/settings.ts';
import { openSealing } from '#src/features/proofs/seal-connection.ts';
import { type Sealed, sealQuestion } from '#src/features/proofs/seal-question.ts';
import type { SigningKey } from '#src/features/proofs/signing-key.ts';
import { type UnsealedQuestion, unsealedQuestions } from '#src/features/proofs/unsealed-questions.ts';
import { closeDue } from '#src/features/questions/close-due.ts';
import { sealed } from '#src/telemetry/signals.ts';
import { inSealing, withoutTrace } from '#src/telemetry/spans.ts';

/** Milliseconds between two passes, and ballots that one transaction seals at most. */
const PACE = { every: 1000, most: 20_000 };

type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/**
 * One worker of all closes questions whose time has come, appends ballots to the logs and signs their heads. It follows
 * the votes and never holds them up.
 */
export class BallotSealer {
  readonly #url: string;
  readonly #key: SigningKey;
  readonly #log: Log;
  readonly #pace: typeof PACE;
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #passing: Promise<void> | undefined;
  #stopped = false;
  /** Questions whose ledger and log do not agree; each is told once. */
  readonly #told = new Set<number>();

  constructor(databaseUrl: string, key: SigningKey, log: Log, pace = PACE) {
    this.#url = databaseUrl;
    this.#key = key;
    this.#log = log;
    this.#pace = pace;
  }

  /** Seals until it is stopped; resolves after the first pass, which may find another worker at it. */
  async start(): Promise<void> {
    this.#passing = withoutTrace(() => this.#pass());
    await this.#passing;
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.start(), this.#pace.every);
  }

  /** Ends after the question under way, and leaves the rest to the next worker. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#passing;
    await this.#client?.end().catch(() => undefined);
    this.#client = undefined;
  }

  async #pass(): Promise<void> {
    try {
      this.#client ??= await openSealing(this.#url, this.#key);
      if (!this.#client) return;
      await closeDue(this.#client);
      const questions = await unsealedQuestions(this.#client);
      const left = { ballots: 0, heads: 0 };
      for (const question of questions) {
        const after = await this.#seal(this.#client, question);
        left.ballots += after.left;
        left.heads += Number(!after.agrees);
      }
      sealed(left);
    } catch (error) {
      // The lock went with the connection: another worker may have it by now.
      sealed(undefined);
      await this.#client?.end().catch(() => undefined);
      this.#client = undefined;
      this.#log.warn({ err: error }, 'ballots could not be sealed');
    }
  }

  /** Seals what there is of one question; gives what is left. */
  async #seal(
    client: pg.Client,
    { id, ballots }: UnsealedQuestion,
  ): Promise<Pick<Sealed, 'left' | 'agrees'>> {
    if (this.#stopped) return { left: ballots, agrees: true };
    const { left, agrees } = await inSealing(id, async () => {
      let total = 0;
      for (;;) {
        const done = await sealQuestion(client, id, { key: this.#key, most: this.#pace.most });
        total += done.ballots;
        if (done.ballots < this.#pace.most || this.#stopped) return { ...done, ballots: total };
      }
    });
    if (!agrees && !this.#told.has(id)) {
      this.#told.add(id);
      this.#log.error({ 'question.id': id }, 'ledger and log differ: there is no final head');
    }
    return { left, agrees };
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
