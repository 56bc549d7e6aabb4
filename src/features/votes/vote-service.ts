import type { Sequelize } from 'sequelize';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { inTime } from '#src/features/votes/patience.ts';
import { sturdyCommit } from '#src/features/votes/sturdy-commit.ts';
import { UnansweredVotes } from '#src/features/votes/unanswered-votes.ts';
import { VoteInquiry } from '#src/features/votes/vote-inquiry.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { VoteQueue, VoteQueueFull } from '#src/features/votes/vote-queue.ts';
import {
  batchCommitted,
  observeVoteQueue,
  type RejectionReason,
  voteCommitted,
  voteRejected,
  votesCounted,
} from '#src/telemetry/signals.ts';
import {
  endVoteCast,
  failSpan,
  startVoteBatch,
  startVoteCast,
  underVoteCast,
  type VoteSpan,
} from '#src/telemetry/spans.ts';
import { counted } from '#src/ui/counted.ts';

/** A vote together with what its telemetry needs. */
interface TracedVote extends CastVote {
  slug: string;
  span: VoteSpan | undefined;
}

const REASONS: Partial<Record<VoteOutcome, RejectionReason>> = {
  closed: 'closed',
  duplicate: 'duplicate',
  unknown: 'invalid',
  invalid: 'invalid',
  conflict: 'invalid',
  unentitled: 'invalid',
};

interface Options {
  queue: number;
  batch: number;
  /** Told of each question that got votes, after the commit. */
  onCounted: (questionId: number) => void;
  log: { error(fields: { err: unknown }, line: string): void };
}

/** Writes once for votes that were given up together why that was, in the trace of one of them. */
const tellGivenUp = (log: Options['log'], votes: readonly TracedVote[], err: unknown) =>
  underVoteCast(votes.find(({ span }) => span)?.span, () =>
    log.error({ err }, `${counted(votes.length, 'vote')} not recorded`),
  );

/** The questions whose tallies a committed batch changed, and the votes it added to each; a changed answer adds none. */
function addedVotes(votes: readonly TracedVote[], outcomes: Map<string, VoteOutcome>) {
  const added = new Map<number, { slug: string; count: number }>();
  for (const { ballotId, questionId, slug } of votes) {
    const outcome = outcomes.get(ballotId);
    if (outcome !== 'counted' && outcome !== 'changed') continue;
    const entry = added.get(questionId) ?? { slug, count: 0 };
    if (outcome === 'counted') entry.count += 1;
    added.set(questionId, entry);
  }
  return added;
}

/** The write path: votes go through the queue into the ledger, and every step of them can be seen. */
export class VoteService {
  readonly #sequelize: Sequelize;
  readonly #queue: VoteQueue<TracedVote>;
  readonly #unanswered = new UnansweredVotes<TracedVote>();
  readonly #inquiry: VoteInquiry<TracedVote>;
  readonly #onCounted: (questionId: number) => void;

  constructor(sequelize: Sequelize, { onCounted, log, ...limits }: Options) {
    this.#sequelize = sequelize;
    this.#onCounted = onCounted;
    this.#inquiry = new VoteInquiry(sequelize, this.#unanswered, (votes, outcomes) =>
      this.#count(votes, outcomes),
    );
    const commit = sturdyCommit((votes: readonly TracedVote[]) => this.#commit(votes));
    this.#queue = new VoteQueue(
      (votes) => commit(votes).finally(() => this.#inquiry.start()),
      limits,
      (votes, error) => tellGivenUp(log, votes, error),
    );
    observeVoteQueue(() => this.#queue.size, limits.queue);
  }

  /** Whether the next vote is refused because too many wait. */
  get full(): boolean {
    return this.#queue.full;
  }

  /**
   * Casts a vote and resolves once its outcome is durable.
   * @throws {VoteQueueFull} where too many wait, or an error where the database stays away or does not answer in time.
   */
  async cast(vote: CastVote & { slug: string }): Promise<VoteOutcome> {
    const span = startVoteCast();
    const takenAt = performance.now();
    try {
      const outcome = await inTime(this.#queue.cast({ ...vote, span, takenAt }));
      const reason = REASONS[outcome];
      if (reason) voteRejected(vote.questionId, reason);
      else voteCommitted((performance.now() - takenAt) / 1000);
      if (span) endVoteCast(span, outcome);
      return outcome;
    } catch (error) {
      voteRejected(vote.questionId, error instanceof VoteQueueFull ? 'overloaded' : 'error');
      if (span) failSpan(span, error);
      throw error;
    } finally {
      span?.end();
    }
  }

  /**
   * Resolves when every vote that was taken is answered, with the number of those that are missing in `votes_total` if they
   * were recorded: the database was lost with their commit, and has stayed away.
   */
  async drain(): Promise<number> {
    await this.#queue.drain();
    return this.#inquiry.stop();
  }

  async #commit(votes: readonly TracedVote[]): Promise<Map<string, VoteOutcome>> {
    const batch = startVoteBatch(
      votes.flatMap(({ span }) => span ?? []),
      votes.length,
    );
    try {
      const outcomes = await batch.run(() => recordVotes(this.#sequelize, votes, this.#unanswered));
      batch.end();
      batchCommitted(votes.length);
      this.#count(votes, outcomes);
      return outcomes;
    } catch (error) {
      batch.end(error);
      throw error;
    }
  }

  #count(votes: readonly TracedVote[], outcomes: Map<string, VoteOutcome>): void {
    for (const [id, { slug, count }] of addedVotes(votes, outcomes)) {
      if (count > 0) votesCounted({ id, slug }, count);
      this.#onCounted(id);
    }
  }
}
