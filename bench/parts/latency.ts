import { WARM_UP } from '../load/load-job.ts';
import { runLoad } from '../load/run-load.ts';
import { interleaved, Measurements, type Part } from '../part.ts';
import { withLedgerChecked } from '../rig/check-ledger.ts';
import { oneVote } from '../rig/one-vote.ts';
import { pgbench } from '../rig/pgbench.ts';
import { publishQuestions } from '../rig/questions.ts';
import { startService } from '../rig/service.ts';
import { telemetryOf } from '../rig/telemetry-env.ts';

/** How long a vote takes while the service has room, beside the commit that it cannot do without. */
export const latency: Part = {
  name: 'latency',
  title: 'Time of a vote at 70 % of the peak, 64 connections',
  async run(rig, rounds) {
    const database = await rig.database('latency');
    const boxes = await publishQuestions(database, 'open', 20);
    const measured = new Measurements();
    let peak = 0;
    const send = { votes: boxes };
    const load = { connections: 64, warmUp: WARM_UP, seconds: 6, send };

    await interleaved(rounds, [
      [
        'commit',
        async () => {
          const script = oneVote(80);
          const { latencyMs } = await pgbench(
            { url: database.url, directory: rig.directory, script },
            { clients: 1, seconds: 4 },
          );
          measured.add('one vote and its commit, one client alone (mean)', 'ms', latencyMs);
        },
      ],
      [
        'peak and 70 % of it',
        async () => {
          rig.receiver.clear();
          const env = { DATABASE_URL: database.url, ...telemetryOf(rig) };
          const service = await startService({ env });
          const run = (rate?: number) =>
            withLedgerChecked(database, () =>
              runLoad({ ports: [service.port], ...load, ...(rate && { rate }) }),
            );
          peak = (await run()).rate;
          measured.add('peak', 'votes/s', peak);
          const { rate, p50, p99 } = await run(0.7 * peak);
          measured.add('offered and answered', 'votes/s', rate);
          measured.add('vote over HTTP at 70 %, median', 'ms', p50);
          measured.add('vote over HTTP at 70 %, 99th percentile', 'ms', p99);
          await service.stop();
        },
      ],
    ]);

    return {
      series: measured.all(),
      goals: [
        measured.ratioGoal(
          '99th percentile of votes at 70 % of the peak, of one commit',
          ['vote over HTTP at 70 %, 99th percentile', 'one vote and its commit, one client alone (mean)'],
          { unit: 'ms', relation: '≤', bound: 3 },
        ),
      ],
      notes: [
        'Requests are sent when they are due, whether answers have come or not, and timed from then. A commit is what pgbench takes for one vote with one client.',
      ],
    };
  },
};
