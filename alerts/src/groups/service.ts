import type { Alert } from '../alert.ts';
import { eventLoopBlocked } from './service/event-loop-blocked.ts';
import { limitsApart } from './service/limits-apart.ts';
import { migrationsFailed } from './service/migrations-failed.ts';
import { poolExhausted } from './service/pool-exhausted.ts';
import { secretsApart } from './service/secrets-apart.ts';
import { voteQueueFull } from './service/vote-queue-full.ts';

/** The service itself. */
export const serviceAlerts: Alert[] = [
  voteQueueFull,
  poolExhausted,
  eventLoopBlocked,
  migrationsFailed,
  limitsApart,
  secretsApart,
];
