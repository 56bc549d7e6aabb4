import { QueryTypes, type Sequelize } from 'sequelize';
import { instantVector, type Sample } from '#src/features/observatory/prometheus-api.ts';

/** The window that is shown, in hours. */
const WINDOW_HOURS = 4;
/** How far behind the ledger a counter may be: two default export intervals and the way there. */
const LAG_SECONDS = 15;

interface Counted {
  id: string;
  slug: string;
  text: string;
  ledger: number;
  least: number;
  most: number;
}

/** How counter and ledger of a question stand: alike, apart by votes still on their way, apart, or one side deleted. */
export type Verdict = 'equal' | 'underway' | 'differs' | 'deleted';

/** Votes of one question in the window. */
export interface VoteCount {
  slug: string;
  text: string;
  ledger: number;
  /** What `votes_total` gained; undefined where it could not be asked. */
  counter: number | undefined;
  verdict: Verdict | undefined;
}

const LEDGER = `
  SELECT q.id::text, q.slug, q.text,
    count(b.id) FILTER (WHERE b.cast_at > $1)::float8 AS ledger,
    count(b.id) FILTER (WHERE b.cast_at > $1 AND b.cast_at <= $2 - $3 * interval '1 second')::float8 AS least,
    count(b.id)::float8 AS most
  FROM questions q LEFT JOIN ballots b ON b.question_id = q.id
    AND b.cast_at > $1::timestamptz - $3 * interval '1 second' AND b.cast_at <= $2::timestamptz
  WHERE q.state <> 'draft' GROUP BY q.id`;

/** Reads from the ledger what each published question gained in the window that ends at `to`. */
export function countBallots(sequelize: Sequelize, to: Date): Promise<Counted[]> {
  const from = new Date(to.getTime() - WINDOW_HOURS * 3_600_000);
  return sequelize.query<Counted>(LEDGER, { bind: [from, to, LAG_SECONDS], type: QueryTypes.SELECT });
}

/** Asks Prometheus the same. `anchored` gives whole numbers where `increase` alone extrapolates. */
export function countIncrease(base: string, to: Date): Promise<Sample[]> {
  const query = `sum by (question_id, question) (increase(votes_total[${WINDOW_HOURS}h] anchored))`;
  return instantVector(base, query, to);
}

function judge({ ledger, least, most }: Counted, counter: number): Verdict {
  if (counter === ledger) return 'equal';
  return counter >= least && counter <= most ? 'underway' : 'differs';
}

const rank = ({ verdict }: VoteCount) => (verdict === 'differs' ? 1 : 0);

/** Holds both against each other; questions without votes are left out, those that differ come first, then the busiest. */
export function compareCounts(ballots: readonly Counted[], increase: Sample[] | undefined): VoteCount[] {
  const left = new Map(increase?.map(({ labels, value }) => [labels.question_id, { labels, value }]));
  const counts: VoteCount[] = ballots.map((counted) => {
    const { id, slug, text, ledger } = counted;
    const counter = increase && (left.get(id)?.value ?? 0);
    left.delete(id);
    return {
      slug,
      text,
      ledger,
      counter,
      verdict: counter === undefined ? undefined : judge(counted, counter),
    };
  });
  for (const { labels, value } of left.values()) {
    const slug = labels.question ?? '';
    counts.push({ slug, text: slug, ledger: 0, counter: value, verdict: 'deleted' });
  }
  return counts
    .filter(({ ledger, counter }) => ledger > 0 || (counter ?? 0) > 0)
    .sort((a, b) => rank(b) - rank(a) || b.ledger - a.ledger || a.slug.localeCompare(b.slug));
}
