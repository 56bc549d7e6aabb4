import type { Logger } from 'pino';
import type { Config } from '#src/config/settings.ts';
import { LOCKS } from '#src/database/advisory-locks.ts';
import type { Database } from '#src/database/database.ts';
import { Leader } from '#src/database/leader.ts';
import { moveRankingDay } from '#src/features/ranking/move-ranking-day.ts';
import { forgetVisitors, uniqueVisitors } from '#src/features/visitors/visitor-store.ts';
import { forgetBatches } from '#src/features/votes/ask-after-batch.ts';
import { visitorsCounted } from '#src/telemetry/signals.ts';

/** Milliseconds between two rounds; each costs a few reads where there is nothing to do. */
const PACE = 10_000;

/**
 * Starts the rounds of housekeeping, which one worker of all does: ranks move on with the day, processes that no longer record votes
 * and visitors who stay away are forgotten, and the number of visitors goes to telemetry. Does nothing without the role `worker`.
 * The start does not wait for a round, whose changes a standby that is away would hold up.
 */
export function startHousekeeping(
  { roles, visitorRetentionDays }: Pick<Config, 'roles' | 'visitorRetentionDays'>,
  { url, sequelize }: Pick<Database, 'url' | 'sequelize'>,
  log: Pick<Logger, 'warn'>,
) {
  if (!roles.includes('worker')) return undefined;
  const work = async () => {
    await moveRankingDay(sequelize);
    await forgetBatches(sequelize);
    await forgetVisitors(sequelize, visitorRetentionDays);
    visitorsCounted(await uniqueVisitors(sequelize));
  };
  const lost = () => visitorsCounted(undefined);
  const leader = new Leader(url, {
    lock: LOCKS.housekeeping,
    name: 'tallyscope-housekeeping',
    patience: 30_000,
    log,
    failure: 'a round of housekeeping failed',
    pause: () => PACE,
    work,
    lost,
  });
  void leader.start();
  const stop = () => leader.stop().finally(lost);
  return { stop };
}
