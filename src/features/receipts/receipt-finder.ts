import { setTimeout as sleep } from 'node:timers/promises';
import { QueryTypes, type Sequelize } from 'sequelize';
import { receiptHash } from '#src/features/votes/receipt/ballot-id.ts';
import { readReceiptCode } from '#src/features/votes/receipt/receipt-code.ts';
import { openBallot, SEALED_BYTES, type SealedBallot } from '#src/features/votes/receipt/sealed-ballot.ts';

/**
 * Where the ballot of a receipt is now: `counted` as it was cast; `replaced`, no longer there where its voter may change
 * the answer; `missing` or `altered` where nothing should have touched it.
 */
export type BallotStanding = 'counted' | 'replaced' | 'missing' | 'altered';

/** What a receipt tells. */
export interface FoundReceipt {
  questionId: number;
  slug: string;
  question: string;
  ranked: boolean;
  /** Texts of the choices, in the ballot's order. */
  choices: string[];
  /** Absent where the ballot is not in the ledger. */
  castAt: Date | undefined;
  standing: BallotStanding;
  /** Its place in the sealed log, from 0; undefined until it is sealed. */
  position: number | undefined;
}

interface Row {
  slug: string;
  question: string;
  ranked: boolean;
  secret: boolean;
  choices: string[];
  counted: number[] | null;
  cast_at: Date | null;
  position: string | null;
}

const STORED = 'SELECT sealed FROM receipts WHERE code_hash = $1';
const BALLOT = `
  SELECT q.slug, q.text AS question, q.kind = 'ranked' AS ranked, q.secret,
    ARRAY(SELECT c.text FROM unnest($3::integer[]) WITH ORDINALITY AS s (id, place)
          JOIN choices c ON c.id = s.id AND c.question_id = q.id ORDER BY s.place) AS choices,
    b.choices AS counted, b.cast_at, e.position
  FROM questions q
    LEFT JOIN ballots b ON b.question_id = q.id AND b.id = $2
    LEFT JOIN log_entries e ON e.question_id = q.id AND e.ballot_id = $2
  WHERE q.id = $1`;

/** No code reads like this one, and no receipt opens with it. */
const NO_CODE = '-'.repeat(26);
const NO_RECEIPT = Buffer.alloc(SEALED_BYTES);
const NO_BALLOT: SealedBallot = {
  questionId: 0,
  ballotId: '00000000-0000-0000-0000-000000000000',
  choices: [0],
};

/** Answers come after a multiple of this, in milliseconds, so that what an answer took tells nothing of it. */
const STEP = 100;

function standingOf(sealed: SealedBallot, { counted, secret }: Row): BallotStanding {
  if (!counted) return secret ? 'missing' : 'replaced';
  return counted.join() === sealed.choices.join() ? 'counted' : 'altered';
}

/** Finds what a receipt code stands for. */
export class ReceiptFinder {
  readonly #sequelize: Sequelize;

  constructor(sequelize: Sequelize) {
    this.#sequelize = sequelize;
  }

  /**
   * The receipt of the code as somebody typed it. A code that is none, one that is unknown and a stored value that was
   * tampered with are the same: each asks the database as often, decrypts as much and answers as late.
   */
  async find(typed: string): Promise<FoundReceipt | undefined> {
    const from = performance.now();
    const found = await this.#find(readReceiptCode(typed) ?? NO_CODE);
    const took = performance.now() - from;
    await sleep(Math.ceil(STEP - (took % STEP)));
    return found;
  }

  async #find(code: string): Promise<FoundReceipt | undefined> {
    const [stored] = await this.#ask<{ sealed: Buffer }>(STORED, [receiptHash(code)]);
    const opened = openBallot(code, stored?.sealed ?? NO_RECEIPT);
    const sealed = opened ?? NO_BALLOT;
    const [row] = await this.#ask<Row>(BALLOT, [sealed.questionId, sealed.ballotId, sealed.choices]);
    if (!opened || !row) return undefined;
    return {
      questionId: sealed.questionId,
      slug: row.slug,
      question: row.question,
      ranked: row.ranked,
      choices: row.choices,
      castAt: row.cast_at ?? undefined,
      standing: standingOf(sealed, row),
      position: row.position === null ? undefined : Number(row.position),
    };
  }

  #ask<R extends object>(sql: string, bind: unknown[]): Promise<R[]> {
    return this.#sequelize.query<R>(sql, { bind, type: QueryTypes.SELECT });
  }
}
