import { QueryTypes, type Sequelize } from 'sequelize';
import { MISCOUNTS, TALLIED, UNSIGNED } from '#src/features/audit/tally-sql.ts';
import type { ByteRange } from '#src/features/exports/csv/byte-range.ts';

/** The least and the most that a number read a little earlier or later may be. */
export interface Bounds {
  least: number;
  most: number;
}

/** What the database knows of a question's votes; all of one moment. */
export interface LedgerLine {
  id: number;
  slug: string;
  ballots: number;
  tally: number;
  /** Votes by which the tallies of its choices and its ballots differ, or its final head. */
  miscounted: number;
  /** Ballots of the window; what the counter may show lies in `windowBounds`. */
  window: number;
  windowBounds: Bounds;
  /** The newest file of the question, where it was exported; its lines lie in `bounds`. */
  file: { bucket: string; key: string; range: ByteRange | null; bounds: Bounds } | null;
}

/** How far behind the ledger a counter may be in Prometheus: two default export intervals and the way there. */
export const LAG_SECONDS = 15;

/**
 * SQL of the ballots `b` in the window from $1 to $2, and of the least and the most that a counter may show which is up to $3 seconds
 * behind, at both ends of the window.
 */
export const IN_WINDOW = `count(*) FILTER (WHERE b.cast_at > $1 AND b.cast_at <= $2) AS in_window,
      count(*) FILTER (WHERE b.cast_at > $1 AND b.cast_at <= $2 - $3 * interval '1 second') AS least,
      count(*) FILTER (WHERE b.cast_at > $1 - $3 * interval '1 second' AND b.cast_at <= $2) AS most`;

// A file is of some moment of its export.
// Where answers can be changed a ballot has the time of the change, and was counted once, when it was new.
const LEDGER = `
  WITH files AS (
    SELECT DISTINCT ON (o.question_id) o.question_id, e.bucket, o.key, o.first_byte, o.bytes,
      e.started_at, e.finished_at
    FROM export_objects o JOIN exports e ON e.id = o.export_id
    WHERE e.state = 'succeeded' ORDER BY o.question_id, e.number DESC
  ), counted AS (
    SELECT b.question_id AS id, count(*) AS ballots,
      ${IN_WINDOW},
      count(*) FILTER (WHERE cast_at <= f.started_at - $3 * interval '1 second') AS file_least,
      count(*) FILTER (WHERE cast_at <= f.finished_at) AS file_most
    FROM ballots b LEFT JOIN files f ON f.question_id = b.question_id
    GROUP BY b.question_id
  )
  SELECT q.id, q.slug, coalesce(n.ballots, 0)::float8 AS ballots,
    coalesce(${TALLIED}, 0)::float8 AS tally, coalesce(greatest(m.miscounted, u.miscounted), 0) AS miscounted,
    coalesce(n.in_window, 0)::float8 AS "window",
    jsonb_build_object('least', CASE WHEN q.secret THEN coalesce(n.least, 0) ELSE 0 END, 'most', coalesce(n.most, 0))
      AS "windowBounds",
    CASE WHEN f.key IS NOT NULL THEN jsonb_build_object('bucket', f.bucket, 'key', f.key,
      'range', CASE WHEN f.first_byte IS NOT NULL THEN jsonb_build_object('first', f.first_byte, 'bytes', f.bytes) END, 'bounds',
      jsonb_build_object('least', coalesce(n.file_least, 0), 'most', coalesce(n.file_most, 0))) END AS file
  FROM questions q LEFT JOIN counted n ON n.id = q.id LEFT JOIN files f ON f.question_id = q.id
    LEFT JOIN (${MISCOUNTS}) m ON m.question_id = q.id LEFT JOIN (${UNSIGNED}) u ON u.question_id = q.id
  WHERE q.state <> 'draft' ORDER BY q.id`;

/** Reads every published question in one statement, for the window that ends at `to`. */
export function readLedger(
  sequelize: Sequelize,
  { from, to }: { from: Date; to: Date },
): Promise<LedgerLine[]> {
  return sequelize.query<LedgerLine>(LEDGER, { bind: [from, to, LAG_SECONDS], type: QueryTypes.SELECT });
}
