import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const LOOK_MS = 10;

/** Locks that a vote or a page would wait for, on tables that were there before. */
const LOCKS = `
  SELECT l.pid || ' ' || l.virtualtransaction AS holder, c.relname AS table, l.mode
  FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
  WHERE l.granted AND c.relname = ANY ($1) AND l.pid <> pg_backend_pid()
    AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')`;

/** The longest that a lock was held, in milliseconds, by table and mode. */
export type LockTimes = Map<string, number>;

/** Looks again and again who holds a table; gives how long, once it is told to stop. */
export function watchLocks(url: string, tables: readonly string[]): { stop(): Promise<LockTimes> } {
  const longest: LockTimes = new Map();
  let going = true;
  const watching = (async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    let held = new Map<string, number>();
    while (going) {
      const at = performance.now();
      const { rows } = await client.query<{ holder: string; table: string; mode: string }>(LOCKS, [tables]);
      const now = new Map<string, number>();
      for (const { holder, table, mode } of rows) {
        const since = held.get(`${holder} ${table} ${mode}`) ?? at;
        now.set(`${holder} ${table} ${mode}`, since);
        const name = `${table} ${mode}`;
        longest.set(name, Math.max(longest.get(name) ?? 0, performance.now() - since));
      }
      held = now;
      await sleep(LOOK_MS);
    }
    await client.end();
    return longest;
  })();
  return {
    stop: () => {
      going = false;
      return watching;
    },
  };
}
