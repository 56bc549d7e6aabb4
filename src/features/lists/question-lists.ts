import { QueryTypes, type Sequelize } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { QuestionModel } from '#src/database/models/question.ts';
import {
  type Listing,
  type ListOrder,
  listingStatement,
  listOrders,
  type Place,
} from '#src/features/lists/listing-statement.ts';
import { RankedOrder } from '#src/features/lists/ranked-order.ts';
import { type Ask, SearchTurns } from '#src/features/lists/search-turns.ts';
import { haveWords, readWords } from '#src/features/lists/search-words.ts';
import { NO_REACTIONS, type Reactions, readReactions } from '#src/features/ranking/reaction-store.ts';
import { addressGroup } from '#src/plugins/address-group.ts';
import { deriveKey } from '#src/plugins/derive-key.ts';
import { invalidCursor } from '#src/plugins/problem.ts';
import { seal, unseal } from '#src/plugins/sealed-text.ts';

/** Questions by rank that a search for common words looks at in one go. */
const AT_ONCE = 100;

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
  /** Where it is asked from: searches take turns. */
  address: string;
  /** Whose reactions to tell. */
  accountId?: number | undefined;
}

async function readTurnouts(sequelize: Sequelize, ids: readonly number[]): Promise<Map<number, number>> {
  const rows = await sequelize.query<{ id: number; ballots: number }>(
    `SELECT question_id AS id, ballots::float8 FROM turnouts WHERE question_id = ANY ($1::integer[])`,
    { bind: [ids], type: QueryTypes.SELECT },
  );
  return new Map(rows.map(({ id, ballots }) => [id, ballots]));
}

/** The published questions in pages. Cursors are sealed: the rank in them would tell how many votes a question has. */
export class QuestionLists {
  readonly #database: Database;
  readonly #key: Buffer;
  readonly #ranked: RankedOrder;
  readonly #turns: SearchTurns;

  constructor(database: Database, secret: string) {
    this.#database = database;
    this.#ranked = new RankedOrder(database.sequelize);
    this.#turns = new SearchTurns(database.sequelize);
    this.#key = deriveKey(secret, 'list cursors');
  }

  /** The page of `limit` questions after or before a cursor. @throws a 400 problem for a cursor that is not of this order. */
  async page({ order, q, limit, after, before, address, accountId }: ListRequest): Promise<QuestionsPage> {
    const from = this.#place(order, after);
    const to = from ? undefined : this.#place(order, before);
    // One more than asked for tells whether there is a neighbour on the far side.
    const listing = { order, limit: limit + 1, after: from, before: to };
    const found = await (q
      ? this.#search(q, address, listing)
      : this.#find({ ...listing, words: [] }, this.#ask));
    const more = found.length > limit;
    const shown = to ? found.slice(more ? 1 : 0) : found.slice(0, limit);
    const cursor = (row: Place | undefined) => row && this.#cursor(order, row);
    return {
      questions: await this.#complete(shown, accountId),
      previous: from || (to && more) ? cursor(shown[0]) : undefined,
      next: to || more ? cursor(shown.at(-1)) : undefined,
    };
  }

  #ask: Ask = (text, bind) => this.#database.sequelize.query(text, { bind, type: QueryTypes.SELECT });

  #search(q: string, address: string, listing: Omit<Listing, 'words'>): Promise<Place[]> {
    return this.#turns.take(addressGroup(address), async (ask) =>
      this.#find({ ...listing, words: await readWords(ask, q) }, ask),
    );
  }

  async #find(listing: Listing, ask: Ask): Promise<Place[]> {
    const { order, words, limit, before } = listing;
    if (order === 'ranking' && words.length === 0) return this.#ranked.part(limit, listing);
    if (order === 'ranking' && words.every(({ common }) => common)) return this.#walk(listing, ask);
    const { text, bind } = listingStatement(listing);
    const rows = await ask<Place>(text, bind);
    return before ? rows.reverse() : rows;
  }

  /** Looks through the questions in their order, until enough are found. */
  async #walk({ words, limit, after, before }: Listing, ask: Ask): Promise<Place[]> {
    const found: Place[] = [];
    for (let place = { after, before }; found.length < limit; ) {
      const part = await this.#ranked.part(AT_ONCE, place);
      if (part.length === 0) break;
      const fit = await haveWords(
        ask,
        words,
        part.map(({ id }) => id),
      );
      const fitting = part.filter(({ id }) => fit.has(id));
      if (before) found.unshift(...fitting);
      else found.push(...fitting);
      place = before ? { after, before: part[0] } : { after: part.at(-1), before };
    }
    return before ? found.slice(-limit) : found.slice(0, limit);
  }

  async #complete(places: readonly Place[], accountId: number | undefined): Promise<ListedQuestion[]> {
    const ids = places.map(({ id }) => id);
    const { sequelize, questions } = this.#database;
    const [models, ballots, reactions] = await Promise.all([
      questions.findAll({ where: { id: ids } }),
      readTurnouts(sequelize, ids),
      readReactions(sequelize, ids, accountId),
    ]);
    const byId = new Map(models.map((model) => [model.id, model]));
    return ids.flatMap((id): ListedQuestion[] => {
      const question = byId.get(id);
      const told = { ballots: ballots.get(id) ?? 0, reactions: reactions.get(id) ?? NO_REACTIONS };
      // Deleted since the page was put together.
      return question ? [{ question, ...told }] : [];
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
    throw invalidCursor();
  }
}
