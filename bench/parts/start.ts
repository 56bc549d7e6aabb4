import { setTimeout as delay } from 'node:timers/promises';
import { interleaved, Measurements, type Part } from '../part.ts';
import { publishQuestions } from '../rig/questions.ts';
import { startService } from '../rig/service.ts';
import { telemetryOf } from '../rig/telemetry-env.ts';
import { median } from '../statistics.ts';

const idleMs = 10_000;

/** How soon a process serves, and what it needs while nobody comes. */
export const start: Part = {
  name: 'start',
  title: 'Start on an existing database, and rest',
  async run(rig, rounds) {
    const database = await rig.database('start');
    await publishQuestions(database, 'open', 20);
    const measured = new Measurements();
    await interleaved(rounds, [
      [
        'start',
        async () => {
          const env = { DATABASE_URL: database.url, ...telemetryOf(rig) };
          const service = await startService({ env });
          measured.add('ready after', 'ms', service.readyMs);
          await delay(idleMs);
          measured.add('resident when idle', 'MB', service.resident() / 1e6);
          await service.stop();
        },
      ],
    ]);
    const goal = (text: string, name: string, unit: string, bound: number) =>
      ({ text, measured: median(measured.of(name, unit)), bound, relation: '≤', unit }) as const;
    return {
      series: measured.all(),
      goals: [
        goal('ready on an existing database', 'ready after', 'ms', 1000),
        goal('resident when idle', 'resident when idle', 'MB', 160),
      ],
      notes: ['All roles in one process, all telemetry; idle means ten seconds after the start.'],
    };
  },
};
