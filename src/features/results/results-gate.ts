import type { FastifyRequest } from 'fastify';
import type { Database } from '#src/database/database.ts';
import { mayManage } from '#src/features/questions/may-manage.ts';
import { maySeeResults } from '#src/features/questions/may-see-results.ts';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import { hasAnswered } from '#src/features/votes/answered-cookie.ts';
import { hasVoted } from '#src/features/votes/has-voted.ts';
import type { Voters } from '#src/features/votes/voter.ts';
import { Problem } from '#src/plugins/problem.ts';

const reasons = {
  always: '',
  voted: 'They are shown to who has voted, and to everyone once voting has closed.',
  closed: 'They are shown once voting has closed.',
  organisers: 'They are shown to the organisers alone.',
};

/** Finds out whether the sender of a request may see a tally. */
export class ResultsGate {
  readonly #database: Database;
  readonly #voters: Voters;

  constructor(database: Database, voters: Voters) {
    this.#database = database;
    this.#voters = voters;
  }

  /** Whether the sender may see the tally now: as who manages the question, as somebody who has voted, or as anybody. */
  async maySee(request: FastifyRequest, question: PublishedQuestion): Promise<boolean> {
    const manages = mayManage(request.identity, question);
    // Whether somebody has voted is asked only where it decides.
    if (maySeeResults(question, { manages, voted: false })) return true;
    if (question.results !== 'voted') return false;
    return maySeeResults(question, { manages, voted: await this.#voted(request, question) });
  }

  /** @throws a 403 problem where the tally is hidden from the sender; it is the same whatever the tally is. */
  async require(request: FastifyRequest, question: PublishedQuestion): Promise<void> {
    if (await this.maySee(request, question)) return;
    throw new Problem({
      type: 'results-hidden',
      status: 403,
      title: 'The results are hidden',
      detail: reasons[question.results],
    });
  }

  async #voted(request: FastifyRequest, question: PublishedQuestion): Promise<boolean> {
    if (hasAnswered(request, question)) return true;
    const voter = this.#voters.known(request, question);
    return voter !== undefined && hasVoted(this.#database.sequelize, question.id, voter);
  }
}
