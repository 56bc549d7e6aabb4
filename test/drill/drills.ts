import { blockedMigration } from './faults/blocked-migration.ts';
import { lockedBallots } from './faults/locked-ballots.ts';
import { statement } from './faults/statement.ts';
import type { Scene } from './scene.ts';
import { afterBurning, afterStanding, type TimeToFire } from './time-to-fire.ts';

/** A real fault that one page alert is there for. */
export interface Drill {
  alert: string;
  /** What is done to the running stack. */
  fault: string;
  /** What is broken, as someone who looks would call it. */
  part: string;
  time: TimeToFire;
  /** Does it, and gives what undoes it. */
  inject(scene: Scene): Promise<() => Promise<void>>;
}

/** One for each page alert. */
export const drills: Drill[] = [
  {
    alert: 'CollectorDown',
    fault: 'the Collector is killed',
    part: 'collector',
    time: afterStanding('CollectorDown'),
    inject: async ({ stack }) => {
      const collector = stack.part('collector');
      await collector.kill('SIGKILL');
      return () => collector.start();
    },
  },
  {
    alert: 'CollectorNotExporting',
    fault: 'the way from the Collector to Prometheus is cut',
    part: 'way to prometheus',
    time: afterStanding('CollectorNotExporting', { range: '2m' }),
    inject: async ({ wayToPrometheus }) => {
      wayToPrometheus.cut();
      return async () => wayToPrometheus.mend();
    },
  },
  {
    alert: 'VoteLatencyBurn',
    fault: 'someone locks the ballots, again and again',
    part: 'database lock',
    time: afterBurning('vote-latency', 0.6),
    inject: ({ databaseUrl }) => lockedBallots(databaseUrl),
  },
  {
    alert: 'VoteAvailabilityBurn',
    fault: 'the service loses the right to write ballots',
    part: 'database privileges',
    time: afterBurning('vote-availability', 1),
    inject: async ({ databaseUrl, api }) => {
      const role = 'CURRENT_USER';
      await statement(databaseUrl, `REVOKE INSERT ON ballots FROM ${role}`);
      return async () => {
        // Votes that wait for their next try would be committed late, which is a fault of its own.
        await api.part.kill('SIGKILL');
        await statement(databaseUrl, `GRANT INSERT ON ballots TO ${role}`);
        await api.part.start();
      };
    },
  },
  {
    alert: 'PagesBurn',
    fault: 'the way from the web process to the database takes 400 ms',
    part: 'way to database',
    time: afterBurning('pages', 0.9),
    inject: async ({ wayToDatabase }) => {
      wayToDatabase.delayMs = 400;
      return async () => {
        wayToDatabase.delayMs = 0;
      };
    },
  },
  {
    alert: 'MigrationsFailed',
    fault: 'an open transaction holds up the migrations of a new process',
    part: 'migrations',
    time: afterStanding('MigrationsFailed'),
    inject: blockedMigration,
  },
  {
    alert: 'TelemetryAbsent',
    fault: 'every process of the service is killed',
    part: 'service',
    // The sample must be older than 60 s, which is part of the rule and not a window of it.
    time: afterStanding('TelemetryAbsent', { age: 60 }),
    inject: async ({ api, web }) => {
      const parts = [api.part, web.part];
      await Promise.all(parts.map((part) => part.kill('SIGKILL')));
      return async () => {
        for (const part of parts) await part.start();
      };
    },
  },
];
