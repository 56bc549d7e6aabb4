import { QueryTypes, type Sequelize } from 'sequelize';
import { consistencyPath, inclusionPath } from '#src/features/proofs/merkle/paths.ts';
import { type ReadNodes, readHashes } from '#src/features/proofs/merkle/read-hashes.ts';

/** A head as it was published. */
export interface PublishedHead {
  number: number;
  size: number;
  final: boolean;
  madeAt: Date;
  keyId: string;
  /** The signed text, which says all of this and the tally. */
  note: string;
}

/** A public key that heads were signed with. */
export interface PublishedKey {
  id: string;
  publicKey: Buffer;
  usedFrom: Date;
  usedUntil: Date | null;
}

const HEADS = `
  SELECT number, size::float8 AS size, final, made_at AS "madeAt", key_id AS "keyId", note
  FROM log_heads WHERE question_id = $1 ORDER BY number DESC LIMIT 100`;
const KEYS = `
  SELECT id, public_key AS "publicKey", used_from AS "usedFrom", used_until AS "usedUntil"
  FROM signing_keys ORDER BY used_from DESC, id`;
const NODES = `
  SELECT level, position::float8 AS index, hash FROM (
    SELECT 0 AS level, position, leaf AS hash FROM log_entries WHERE question_id = $1 AND position = ANY ($2::bigint[])
    UNION ALL
    SELECT n.level, n.position, n.hash FROM log_nodes n
      JOIN unnest($3::smallint[], $4::bigint[]) AS w (level, position) USING (level, position)
    WHERE n.question_id = $1
  ) found`;
const STATE = `
  SELECT coalesce(l.size, 0)::float8 AS sealed, coalesce(l.head_wanted, false) AS "isAsked",
    coalesce(t.ballots, 0)::float8 AS turnout, c.tallies
  FROM (SELECT json_object_agg(id, tally) AS tallies FROM choices WHERE question_id = $1) c
    LEFT JOIN ballot_logs l ON l.question_id = $1
    LEFT JOIN turnouts t ON t.question_id = $1`;

/** How a question's log stands beside what was counted. */
export interface LogStanding {
  /** Ballots in the log. */
  sealed: number;
  /** Somebody asked for a head that is not signed yet. */
  isAsked: boolean;
  /** Ballots that were counted. */
  turnout: number;
  /** Votes that were counted, by choice; null where the question is gone. */
  tallies: Record<string, number> | null;
}

/** Reads the logs of questions, and proofs out of them. */
export class LogReader {
  readonly #sequelize: Sequelize;

  constructor(sequelize: Sequelize) {
    this.#sequelize = sequelize;
  }

  /** Heads of a question, newest first, a hundred at most. */
  heads(questionId: number): Promise<PublishedHead[]> {
    return this.#ask<PublishedHead>(HEADS, [questionId]);
  }

  /** Every key there has been, the one used last first. */
  keys(): Promise<PublishedKey[]> {
    return this.#ask<PublishedKey>(KEYS, []);
  }

  /** How a question's log stands. */
  async state(questionId: number): Promise<LogStanding> {
    const [state] = await this.#ask<LogStanding>(STATE, [questionId]);
    return state as LogStanding;
  }

  /** The leaf at a place, and the path from it to the root of the first `size` ballots (RFC 9162, 2.1.3). */
  async inclusion(
    questionId: number,
    position: number,
    size: number,
  ): Promise<{ leaf: Buffer; path: Buffer[] }> {
    const leafAt = { start: position, end: position + 1 };
    const [leaf, ...path] = await readHashes(
      [leafAt, ...inclusionPath(position, size)],
      this.#nodes(questionId),
    );
    return { leaf: leaf as Buffer, path };
  }

  /** The path that shows that the first `size` ballots begin the first `newSize` of them (RFC 9162, 2.1.4). */
  consistency(questionId: number, size: number, newSize: number): Promise<Buffer[]> {
    // Everything goes on from nothing.
    if (size === 0) return Promise.resolve([]);
    return readHashes(consistencyPath(size, newSize), this.#nodes(questionId));
  }

  #nodes(questionId: number): ReadNodes {
    return async (wanted) => {
      const leaves = wanted.filter(({ level }) => level === 0).map(({ index }) => index);
      const nodes = wanted.filter(({ level }) => level > 0);
      const rows = await this.#ask<{ level: number; index: number; hash: Buffer }>(NODES, [
        questionId,
        leaves,
        nodes.map(({ level }) => level),
        nodes.map(({ index }) => index),
      ]);
      const found = new Map(rows.map(({ level, index, hash }) => [`${level} ${index}`, hash]));
      return wanted.map(({ level, index }) => {
        const hash = found.get(`${level} ${index}`);
        if (!hash) throw new Error('a hash of the log is not there');
        return hash;
      });
    };
  }

  #ask<R extends object>(sql: string, bind: unknown[]): Promise<R[]> {
    return this.#sequelize.query<R>(sql, { bind, type: QueryTypes.SELECT });
  }
}
