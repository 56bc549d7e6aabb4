import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { QuestionModel } from '#src/database/models/question.ts';
import {
  type Listing,
  type ListOrder,
  listingStatement,
  listOrders,
  type Place,
} from '#src/features/questions/listing-statement.ts';
import { NO_REACTIONS, type Reactions, readReactions } from '#src/features/ranking/reaction-store.ts';
import { deriveKey } from '#src/plugins/derive-key.ts';
import { Problem } from '#src/plugins/problem.ts';
import { seal, unseal } from '#src/plugins/sealed-text.ts';

/** Words of a search that count; more would only make it slower. */
const MOST_WORDS = 8;

/** A published question with what the list tells of it. */
export interface ListedQuestion {
  question: QuestionModel;
  ballots: number;
  reactions: Reactions;
}

/** One page of the published questions, with cursors to its neighbours. */
export interface QuestionsPage {
  questions: ListedQuestion[];
  previous?: string | undefined;
  next?: string | undefined;
}

/** What a reader asks of the list; `q` is a search, the cursors come from a page before. */
export interface ListRequest {
  order: ListOrder;
  q?: string | undefined;
  limit: number;
  after?: string | undefined;
  before?: string | undefined;
  /** Whose reactions to tell. */
  accountId?: number | undefined;
}

/** PostgreSQL holds no NUL in texts: it parts words like a blank. */
const wordsOf = (search = '') =>
  search
    .split(/[\s\0]+/)
    .filter(Boolean)
    .slice(0, MOST_WORDS);

/** The published questions in pages. Cursors are sealed: the rank in them would tell how many votes a question has. */
export class QuestionLists {
  readonly #database: Database;
  readonly #key: Buffer;

  constructor(database: Database, secret: string) {
    this.#database = database;
    this.#key = deriveKey(secret, 'list cursors');
  }

  /** The page of `limit` questions after or before a cursor. @throws a 400 problem for a cursor that is not of this order. */
  async page({ order, q, limit, after, before, accountId }: ListRequest): Promise<QuestionsPage> {
    const from = this.#place(order, after);
    const to = from ? undefined : this.#place(order, before);
    // One more than asked for tells whether there is a neighbour on the far side.
    const found = await this.#find({ order, words: wordsOf(q), limit: limit + 1, after: from, before: to });
    const more = found.length > limit;
    const shown = to ? found.slice(more ? 1 : 0) : found.slice(0, limit);
    const cursor = (row: Place | undefined) => row && this.#cursor(order, row);
    return {
      questions: await this.#complete(shown, accountId),
      previous: from || (to && more) ? cursor(shown[0]) : undefined,
      next: to || more ? cursor(shown.at(-1)) : undefined,
    };
  }

  async #find(listing: Listing): Promise<(Place & { ballots: number })[]> {
    const { text, bind } = listingStatement(listing);
    const rows = await this.#database.sequelize.query<Place & { ballots: number }>(text, {
      bind,
      type: QueryTypes.SELECT,
    });
    return listing.before ? rows.reverse() : rows;
  }

  async #complete(rows: readonly (Place & { ballots: number })[], accountId: number | undefined) {
    const ids = rows.map(({ id }) => id);
    const [models, reactions] = await Promise.all([
      this.#database.questions.findAll({
        where: { id: ids },
        include: 'choices',
        order: [['choices', 'position', 'ASC']],
      }),
      readReactions(this.#database.sequelize, ids, accountId),
    ]);
    const byId = new Map(models.map((model) => [model.id, model]));
    return rows.flatMap(({ id, ballots }): ListedQuestion[] => {
      const question = byId.get(id);
      // Deleted since the page was put together.
      return question ? [{ question, ballots, reactions: reactions.get(id) ?? NO_REACTIONS }] : [];
    });
  }

  #cursor(order: ListOrder, { key, id }: Place): string {
    return seal(this.#key, JSON.stringify([listOrders.indexOf(order), key, id]));
  }

  #place(order: ListOrder, cursor: string | undefined): Place | undefined {
    if (cursor === undefined) return undefined;
    const text = unseal(this.#key, cursor);
    const [kind, key, id] = text === undefined ? [] : (JSON.parse(text) as [number, string, number]);
    if (kind === listOrders.indexOf(order) && key !== undefined && id !== undefined) return { key, id };
    throw new Problem({
      type: 'invalid-cursor',
      status: 400,
      title: 'Invalid cursor',
      detail: 'Start from the first page.',
    });
  }
}
