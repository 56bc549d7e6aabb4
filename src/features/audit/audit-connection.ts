import type pg from 'pg';
import { WatchedClient } from '#src/database/watched-client.ts';
import { MISCOUNTS, TALLIED, UNSIGNED } from '#src/features/audit/tally-sql.ts';

/** Any constant, as long as nothing else in this database uses it as an advisory lock. */
const AUDIT_LOCK = 7_283_404;

const TALLIES = `
  SELECT q.id, q.slug, coalesce(${TALLIED}, 0)::float8 AS votes
  FROM questions q WHERE q.state <> 'draft' ORDER BY q.state = 'open' DESC, q.id DESC`;

const MISCOUNTED = `
  SELECT q.slug AS question, greatest(m.miscounted, u.miscounted) AS miscounted
  FROM questions q LEFT JOIN (${MISCOUNTS}) m ON m.question_id = q.id LEFT JOIN (${UNSIGNED}) u ON u.question_id = q.id
  WHERE q.state <> 'draft' AND greatest(m.miscounted, u.miscounted) > 0 ORDER BY q.id`;

/** A question and the votes its tallies add up to. */
export interface RecordedVotes {
  id: number;
  slug: string;
  votes: number;
}

/** A question whose tallies agree with its ballots or its final head not, and by how many votes. */
export interface Miscount {
  question: string;
  miscounted: number;
}

/** A connection of its own for the audit: the lock that makes one worker the reader lives and dies with it. */
export class AuditConnection {
  readonly #client: pg.Client;
  #leads = false;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  /** Connects; rejects where the database cannot be reached. */
  static async open(url: string): Promise<AuditConnection> {
    const client = new WatchedClient({
      connectionString: url,
      application_name: 'tallyscope-audit',
      connectionTimeoutMillis: 5000,
      query_timeout: 30_000,
    });
    await client.connect();
    return new AuditConnection(client);
  }

  /** Whether this connection is the one that reads the ledger; asks for that where it is not yet. */
  async lead(): Promise<boolean> {
    if (!this.#leads) {
      const { rows } = await this.#client.query('SELECT pg_try_advisory_lock($1) AS held', [AUDIT_LOCK]);
      this.#leads = rows[0].held;
    }
    return this.#leads;
  }

  /** What every published question has, the open ones first, and of both the newest. */
  async tallies(): Promise<RecordedVotes[]> {
    return (await this.#client.query<RecordedVotes>(TALLIES)).rows;
  }

  /** Counts all ballots, and gives the questions whose tallies or final heads say otherwise; all as of one moment. */
  async miscounted(): Promise<Miscount[]> {
    return (await this.#client.query<Miscount>(MISCOUNTED)).rows;
  }

  /** Never rejects: what cannot be closed is gone. */
  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined);
  }
}
