import { availableParallelism } from 'node:os';
import { WARM_UP } from '../load/load-job.ts';
import { runLoad } from '../load/run-load.ts';
import { interleaved, Measurements, type Part } from '../part.ts';
import { withLedgerChecked } from '../rig/check-ledger.ts';
import { publishQuestions } from '../rig/questions.ts';
import { startService } from '../rig/service.ts';
import { telemetryOf } from '../rig/telemetry-env.ts';

/** Two services, the load and PostgreSQL each want a core of their own. */
const coresWanted = 4;

/** What a second process on the same database adds. */
export const processes: Part = {
  name: 'processes',
  title: 'One and two processes on one database',
  async run(rig, rounds) {
    const database = await rig.database('processes');
    const boxes = await publishQuestions(database, 'open', 20);
    const measured = new Measurements();
    const measure = (name: string, count: number) =>
      [
        name,
        async () => {
          rig.receiver.clear();
          const env = { DATABASE_URL: database.url, ...telemetryOf(rig) };
          const services = [];
          for (let at = 0; at < count; at++) services.push(await startService({ env }));
          const ports = services.map(({ port }) => port);
          const load = {
            ports,
            connections: 64 * count,
            warmUp: WARM_UP,
            seconds: 6,
            send: { votes: boxes },
          };
          const { rate } = await withLedgerChecked(database, () => runLoad(load));
          measured.add(name, 'votes/s', rate);
          for (const service of services) await service.stop();
        },
      ] as const;
    await interleaved(rounds, [measure('one process', 1), measure('two processes', 2)]);
    const cores = availableParallelism();
    return {
      series: measured.all(),
      goals: [
        {
          ...measured.ratioGoal('two processes, of one', ['two processes', 'one process'], {
            unit: 'votes/s',
            relation: '≥',
            bound: 1.6,
          }),
          ...(cores < coresWanted && { exempt: `not asked of ${cores} cores` }),
        },
      ],
      notes: ['Each process has 64 connections of its own.'],
    };
  },
};
