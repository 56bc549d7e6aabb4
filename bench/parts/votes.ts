import { type Ballotbox, WARM_UP } from '../load/load-job.ts';
import { runLoad } from '../load/run-load.ts';
import { interleaved, Measurements, type Part } from '../part.ts';
import { allSealed } from '../rig/all-sealed.ts';
import { withLedgerChecked } from '../rig/check-ledger.ts';
import { oneVote } from '../rig/one-vote.ts';
import { pgbench } from '../rig/pgbench.ts';
import { publishQuestions } from '../rig/questions.ts';
import type { Rig } from '../rig/rig.ts';
import { type Service, startConstant, startService } from '../rig/service.ts';
import { telemetryOf } from '../rig/telemetry-env.ts';

const load = { connections: 64, warmUp: WARM_UP, seconds: 6 };

/** Durable votes over HTTP beside what the machine can do at most. */
export const votes: Part = {
  name: 'votes',
  title: 'Durable votes over HTTP, one process, 64 connections',
  async run(rig, rounds) {
    const database = await rig.database('votes');
    const anchor = await rig.database('one_vote');
    await publishQuestions(anchor, 'anchor', 20);
    const twenty = await publishQuestions(database, 'open', 20);
    const byBrowser = await publishQuestions(database, 'browser', 20, 'browser');
    const measured = new Measurements();

    const serve = (name: string, boxes: readonly Ballotbox[], env: Record<string, string>) =>
      [
        name,
        async () => {
          rig.receiver.clear();
          const service = await startService({ env: { DATABASE_URL: database.url, ...env } });
          await allSealed(database);
          const before = service.cpu();
          const { rate, p50, p99, ballots } = await checked(service, boxes);
          measured.add(name, 'votes/s', rate);
          measured.add(name, 'CPU µs a vote', (service.cpu() - before) / ballots.length);
          measured.add(name, 'p50 ms', p50);
          measured.add(name, 'p99 ms', p99);
          await service.stop();
        },
      ] as const;
    const checked = (service: Service, boxes: readonly Ballotbox[]) =>
      withLedgerChecked(database, () => runLoad({ ports: [service.port], ...load, send: { votes: boxes } }));

    await interleaved(rounds, [
      [
        'constant answer',
        async () => {
          const constant = await startConstant();
          const before = constant.cpu();
          const result = await runLoad({ ports: [constant.port], ...load, send: { votes: twenty } });
          measured.add('constant answer', 'votes/s', result.rate);
          measured.add('constant answer', 'CPU µs a vote', (constant.cpu() - before) / result.ballots.length);
          await constant.stop();
        },
      ],
      [
        'pgbench',
        async () => measured.add('pgbench, 32 clients', 'votes/s', await oneVoteRate(rig, anchor.url)),
      ],
      serve('all telemetry', twenty, telemetryOf(rig)),
      serve('all telemetry, one hot question', twenty.slice(0, 1), telemetryOf(rig)),
      serve('no telemetry', twenty, {}),
      serve('all telemetry, one vote a browser', byBrowser, telemetryOf(rig)),
    ]);

    const ours = 'all telemetry';
    const goal = (text: string, name: string, against: string, bound: number) =>
      measured.ratioGoal(text, [name, against], { unit: 'votes/s', relation: '≥', bound });
    return {
      series: measured.all(),
      goals: [
        goal('votes, of pgbench with one vote a statement', ours, 'pgbench, 32 clients', 5),
        goal('votes, of a constant answer', ours, 'constant answer', 0.35),
        goal('one hot question, of twenty', 'all telemetry, one hot question', ours, 0.8),
      ],
      notes: [
        'Every vote has an idempotency key of its own and gets a receipt; every acknowledged ballot was found in the ledger afterwards, and nothing else.',
        'The load, the service and PostgreSQL share the cores; so do the load and what answers a constant.',
      ],
    };
  },
};

const oneVoteRate = async ({ directory }: Rig, url: string) =>
  (await pgbench({ url, directory, script: oneVote(80) }, { clients: 32, seconds: 6 })).rate;
