import { QueryTypes, type Sequelize } from 'sequelize';

/** Where a question lies on the desk: by its status while it is current, or archived. */
export const shelves = ['current', 'draft', 'scheduled', 'open', 'closed', 'archived'] as const;
export type Shelf = (typeof shelves)[number];

/** Which questions: of one author or of all, with these words. */
export interface DeskFilter {
  authorId: number | null;
  search: string;
}

/** Questions on a shelf are counted so far; beyond that it is only known that there are more. */
const MOST_COUNTED = 1000;

/** How many questions there are, or, with `more`, that there are more than so many. */
export interface Counted {
  count: number;
  more: boolean;
}

const current = (condition: string) => `q.archived_at IS NULL AND ${condition}`;
const before = '(q.closes_at IS NULL OR q.closes_at > now())';

/** What lies on the shelves, in parts that each follow an index. */
const PARTS = {
  draft: current("q.state = 'draft'"),
  scheduled: current(`q.state = 'open' AND q.opens_at > now() AND ${before}`),
  open: current(`q.state = 'open' AND q.opens_at <= now() AND ${before}`),
  closed: current("q.state = 'closed'"),
  // Until a worker has closed it.
  due: current("q.state = 'open' AND q.closes_at <= now()"),
  archived: 'q.archived_at IS NOT NULL',
} as const;
type Part = keyof typeof PARTS;

/** Few at a time, found by their time: in the order of ids, PostgreSQL would look at all that are open for them. */
const FEW: ReadonlySet<Part> = new Set(['scheduled', 'due']);

const ON: Readonly<Record<Shelf, readonly Part[]>> = {
  current: ['draft', 'scheduled', 'open', 'closed', 'due'],
  draft: ['draft'],
  scheduled: ['scheduled'],
  open: ['open'],
  closed: ['closed', 'due'],
  archived: ['archived'],
};

/** The conditions of the filter with their parameters, which begin at `$1`. */
function conditionsOf({ authorId, search }: DeskFilter) {
  const bind: unknown[] = [];
  const conditions: string[] = [];
  if (authorId !== null) conditions.push(`q.author_id = $${bind.push(authorId)}::integer`);
  if (search) conditions.push(`search_fold(q.text) LIKE search_pattern($${bind.push(search)}::text)`);
  return { bind, where: (part: Part) => [PARTS[part], ...conditions].join(' AND ') };
}

/**
 * SQL that gives the ids of up to `limit` questions on a shelf, newest first: those below an id, or right above one. It
 * reads as many rows of each part.
 */
export function shelfStatement(
  filter: DeskFilter,
  shelf: Shelf,
  { limit, below, above }: { limit: number; below?: number | undefined; above?: number | undefined },
) {
  const { bind, where } = conditionsOf(filter);
  const place = below ?? above;
  const [side, direction] = below === undefined && above !== undefined ? ['>', 'ASC'] : ['<', 'DESC'];
  const from = place === undefined ? '' : ` AND q.id ${side} $${bind.push(place)}::integer`;
  const limited = bind.push(limit);
  const most = (by: string) => `ORDER BY ${by} ${direction} LIMIT $${limited}`;
  const parts = ON[shelf].map(
    (part) =>
      `(SELECT q.id FROM questions q WHERE ${where(part)}${from} ${most(FEW.has(part) ? 'q.id + 0' : 'q.id')})`,
  );
  return { bind, text: `SELECT id FROM (${parts.join(' UNION ALL ')}) AS found ${most('id')}` };
}

/** How many questions of the filter lie on each shelf. */
export async function countShelves(
  sequelize: Sequelize,
  filter: DeskFilter,
): Promise<Record<Shelf, Counted>> {
  const { bind, where } = conditionsOf(filter);
  const most = `LIMIT $${bind.push(MOST_COUNTED + 1)}`;
  const columns = Object.keys(PARTS).map(
    (part) =>
      `(SELECT count(*) FROM (SELECT FROM questions q WHERE ${where(part as Part)} ${most}) AS n)::integer AS ${part}`,
  );
  const [row] = await sequelize.query<Record<Part, number>>(`SELECT ${columns.join(', ')}`, {
    bind,
    type: QueryTypes.SELECT,
  });
  const counted = (shelf: Shelf): Counted => {
    const count = ON[shelf].reduce((sum, part) => sum + (row?.[part] ?? 0), 0);
    return { count: Math.min(count, MOST_COUNTED), more: count > MOST_COUNTED };
  };
  return Object.fromEntries(shelves.map((shelf) => [shelf, counted(shelf)])) as Record<Shelf, Counted>;
}
