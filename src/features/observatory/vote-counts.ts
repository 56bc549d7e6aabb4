import { QueryTypes, type Sequelize } from 'sequelize';
import { expectedOfOthers, outside } from '#src/features/audit/hold-against.ts';
import { IN_WINDOW, LAG_SECONDS } from '#src/features/audit/read-ledger.ts';
import { instantVector, type Sample } from '#src/features/observatory/prometheus-api.ts';
import { OTHER_QUESTION } from '#src/telemetry/question-labels.ts';

/** The window that is shown, in hours. */
const WINDOW_HOURS = 4;

interface Counted {
  id: string;
  slug: string;
  text: string;
  changeable: boolean;
  ledger: number;
  least: number;
  most: number;
}

/**
 * How counter and ledger of a question stand: alike, apart by votes still on their way, by answers that were changed, by votes that
 * share the label `other`, apart, or one side deleted.
 */
export type Verdict = 'equal' | 'underway' | 'changed' | 'capped' | 'differs' | 'deleted';

/** Votes of one question in the window. */
export interface VoteCount {
  /** Undefined where there is no question with a page. */
  slug: string | undefined;
  text: string;
  ledger: number;
  /** What `votes_total` gained; undefined where it could not be asked. */
  counter: number | undefined;
  verdict: Verdict | undefined;
}

const LEDGER = `
  SELECT n.id::text, n.slug, n.text, NOT n.secret AS changeable,
    n.in_window::float8 AS ledger, n.least::float8, n.most::float8
  FROM (
    SELECT q.id, q.slug, q.text, q.secret, ${IN_WINDOW}
    FROM questions q LEFT JOIN ballots b ON b.question_id = q.id
      AND b.cast_at > $1::timestamptz - $3 * interval '1 second' AND b.cast_at <= $2::timestamptz
    WHERE q.state <> 'draft' GROUP BY q.id
  ) n`;

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

// A changed answer has the time of its change, and was counted once, when it was new.
const boundsOf = ({ changeable, least, most }: Counted) => ({ least: changeable ? 0 : least, most });

function judge(counted: Counted, counter: number, capReached: boolean): Verdict {
  if (counter === counted.ledger) return 'equal';
  if (counter >= counted.least && counter <= counted.most) return 'underway';
  if (counter < counted.least && capReached) return 'capped';
  return outside(counter, boundsOf(counted)) === 0 ? 'changed' : 'differs';
}

/** What was counted under `other`, held against what the counters of the questions lack. */
function judgeOthers(
  ballots: readonly Counted[],
  { own, others }: { own: (counted: Counted) => number; others: number },
): VoteCount {
  const { window, bounds } = expectedOfOthers(
    ballots.map((counted) => {
      const windowBounds = boundsOf(counted);
      const pastCap = own(counted) < windowBounds.least;
      return { window: counted.ledger, windowBounds, own: own(counted), pastCap };
    }),
  );
  const verdict = outside(others, bounds) === 0 ? 'capped' : 'differs';
  return { slug: undefined, text: OTHER_QUESTION, ledger: window, counter: others, verdict };
}

const rank = ({ verdict }: VoteCount) => (verdict === 'differs' ? 1 : 0);

/** Holds both against each other; questions without votes are left out, those that differ come first, then the busiest. */
export function compareCounts(ballots: readonly Counted[], increase: Sample[] | undefined): VoteCount[] {
  const gained = new Map(increase?.map(({ labels, value }) => [labels.question_id, { labels, value }]));
  const own = ({ id }: Counted) => gained.get(id)?.value ?? 0;
  const others = gained.get(OTHER_QUESTION)?.value;
  const counts: VoteCount[] = ballots.map((counted) => {
    const { slug, text, ledger } = counted;
    const counter = increase && own(counted);
    const verdict = counter === undefined ? undefined : judge(counted, counter, others !== undefined);
    return { slug, text, ledger, counter, verdict };
  });
  if (others !== undefined) counts.push(judgeOthers(ballots, { own, others }));
  const known = new Set<string | undefined>([OTHER_QUESTION, ...ballots.map(({ id }) => id)]);
  for (const { labels, value } of gained.values()) {
    if (known.has(labels.question_id)) continue;
    counts.push({
      slug: undefined,
      text: labels.question ?? '',
      ledger: 0,
      counter: value,
      verdict: 'deleted',
    });
  }
  return counts
    .filter(({ ledger, counter }) => ledger > 0 || (counter ?? 0) > 0)
    .sort((a, b) => rank(b) - rank(a) || b.ledger - a.ledger || a.text.localeCompare(b.text));
}
