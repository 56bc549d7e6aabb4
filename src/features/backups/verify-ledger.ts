import type { Client } from 'pg';
import { MISCOUNTS } from '#src/features/audit/tally-sql.ts';
import { parseHead } from '#src/features/proofs/log-head.ts';
import { Frontier } from '#src/features/proofs/merkle/frontier.ts';
import { HASH_BYTES } from '#src/features/proofs/merkle/hashing.ts';
import { openNote } from '#src/features/proofs/signed-note.ts';

const TURNOUTS = `
  SELECT coalesce(t.question_id, b.question_id) AS question_id
  FROM turnouts t FULL JOIN (SELECT question_id, count(*) AS ballots FROM ballots GROUP BY question_id) b
    ON b.question_id = t.question_id
  WHERE coalesce(t.ballots, 0) <> coalesce(b.ballots, 0)`;
// A leaf as docs/proofs.md defines it, computed from the ballot by PostgreSQL.
const LEAVES = `
  SELECT DISTINCT e.question_id FROM log_entries e LEFT JOIN ballots b ON b.id = e.ballot_id
  WHERE e.leaf IS DISTINCT FROM sha256('\\x00'::bytea || uuid_send(b.id)
    || int8send((extract(epoch FROM b.cast_at) * 1000000)::bigint)
    || (SELECT string_agg(int4send(c), ''::bytea ORDER BY n) FROM unnest(b.choices) WITH ORDINALITY AS x (c, n)))`;
const HEADS = `
  SELECT h.question_id, h.number, h.note, k.public_key
  FROM log_heads h JOIN signing_keys k ON k.id = h.key_id ORDER BY h.question_id, h.size`;
const PAGE = `
  SELECT string_agg(leaf, ''::bytea ORDER BY position) AS leaves FROM (
    SELECT leaf, position FROM log_entries WHERE question_id = $1 AND position >= $2 ORDER BY position LIMIT 10000
  ) page`;

interface StoredHead {
  question_id: number;
  number: number;
  note: string;
  public_key: Buffer;
}

/** The log of one question, taken up leaf by leaf as far as its heads ask for. */
class LogWalk {
  readonly #client: Client;
  readonly #question: number;
  readonly #tree = new Frontier();
  #page: Buffer = Buffer.alloc(0);

  constructor(client: Client, question: number) {
    this.#client = client;
    this.#question = question;
  }

  /** The root over the first `size` ballots; undefined where there are fewer. */
  async rootAt(size: number): Promise<Buffer | undefined> {
    while (this.#tree.size < size) {
      if (this.#page.length === 0) {
        const { rows } = await this.#client.query(PAGE, [this.#question, this.#tree.size]);
        if (!rows[0]?.leaves) return undefined;
        this.#page = rows[0].leaves;
      }
      this.#tree.append(this.#page.subarray(0, HASH_BYTES));
      this.#page = this.#page.subarray(HASH_BYTES);
    }
    return this.#tree.root();
  }
}

async function wrongHeads(client: Client): Promise<string[]> {
  const { rows } = await client.query<StoredHead>(HEADS);
  const walks = new Map<number, LogWalk>();
  const wrong: string[] = [];
  for (const { question_id: question, number, note, public_key: key } of rows) {
    const walk = walks.get(question) ?? new LogWalk(client, question);
    walks.set(question, walk);
    const head = parseHead(openNote(note, key) ?? '');
    const root = head && (await walk.rootAt(head.size));
    if (!root?.equals(head?.root ?? Buffer.alloc(0)))
      wrong.push(`question ${question}: signed head ${number} is not of these ballots`);
  }
  return wrong;
}

async function wrongSeals(client: Client): Promise<string[]> {
  const { rows: leaves } = await client.query(LEAVES);
  return [
    ...leaves.map((row) => `question ${row.question_id}: a ballot is not the one that was sealed`),
    ...(await wrongHeads(client)),
  ];
}

/** Whatever in a database does not agree with itself: tallies, turnouts, leaves and signed heads against the ballots; the last two where its schema has them. */
export async function verifyLedger(client: Client): Promise<string[]> {
  const { rows: miscounts } = await client.query(`SELECT * FROM (${MISCOUNTS}) m WHERE miscounted > 0`);
  const { rows: turnouts } = await client.query(TURNOUTS);
  const { rows: logs } = await client.query(`SELECT to_regclass('log_entries') IS NOT NULL AS kept`);
  const sealed = logs[0].kept ? await wrongSeals(client) : [];
  return [
    ...miscounts.map((row) => `question ${row.question_id}: tallies and ballots differ by ${row.miscounted}`),
    ...turnouts.map((row) => `question ${row.question_id}: turnout and ballots differ`),
    ...sealed,
  ];
}
