import { runLoad } from '../load/run-load.ts';
import { interleaved, Measurements, type Part } from '../part.ts';
import { withLedgerChecked } from '../rig/check-ledger.ts';
import { fillQuestions } from '../rig/fill.ts';
import { publishQuestions } from '../rig/questions.ts';
import { startService } from '../rig/service.ts';
import { telemetryOf } from '../rig/telemetry-env.ts';

/** Ballots of the large ledgers; `BALLOTS` asks for more, which takes time and 200 bytes of disk each. */
const large = Number(process.env.BALLOTS ?? 1_000_000);
const sizes = [
  { name: '10 questions, 1,000 ballots', questions: 10, ballots: 1_000 },
  { name: `10 questions, ${large.toLocaleString('en')} ballots`, questions: 10, ballots: large },
  { name: `10,000 questions, ${large.toLocaleString('en')} ballots`, questions: 10_000, ballots: large },
];

/** Whether what is there already slows what comes. */
export const growth: Part = {
  name: 'growth',
  title: 'Small and large ledgers',
  async run(rig, rounds) {
    const measured = new Measurements();
    const filled = [];
    for (const [at, { name, questions, ballots }] of sizes.entries()) {
      process.stderr.write(`  filling ${name}\n`);
      const database = await rig.database(`growth_${at}`);
      const boxes = await publishQuestions(database, 'grown', questions);
      await fillQuestions(database, 'grown', ballots);
      // All get votes on as many questions, so that batches have one shape.
      filled.push({ at, name, voted: boxes.slice(0, 10) });
    }
    // The server that was empty when it started has buffers and a log for little.
    await rig.restart();
    const steps = [];
    for (const { at, name, voted } of filled) {
      const database = await rig.database(`growth_${at}`);
      const page = `/questions/${voted[0]?.slug}`;
      const step = async () => {
        rig.receiver.clear();
        // A worker would seal for hours what nobody has cast.
        const env = { DATABASE_URL: database.url, ROLES: 'web,api', ...telemetryOf(rig) };
        const { port, stop } = await startService({ env });
        const load = { ports: [port], connections: 64, warmUp: 2, seconds: 5 };
        const cast = await withLedgerChecked(database, () => runLoad({ ...load, send: { votes: voted } }));
        measured.add(name, 'votes/s', cast.rate);
        const get = async (what: string, address: string) => {
          // The first results page of a question reads all of its ballots; the others go on from there.
          const asked = performance.now();
          const first = await fetch(`http://127.0.0.1:${port}${address}`);
          if (!first.ok) throw new Error(`${address} was answered with ${first.status}`);
          await first.arrayBuffer();
          measured.add(name, `ms first ${what}`, performance.now() - asked);
          const { p50 } = await runLoad({ ...load, connections: 1, seconds: 2, send: { page: address } });
          measured.add(name, `ms ${what}`, p50);
        };
        await get('question page', page);
        await get('results page', `${page}/results`);
        await get('list of questions', '/');
        await stop();
      };
      steps.push([name, step] as const);
    }
    await interleaved(rounds, steps);
    const [small, ...others] = sizes.map(({ name }) => name) as [string, ...string[]];
    const goals = others.flatMap((name) => [
      measured.ratioGoal(`votes/s with ${name}, of ${small}`, [name, small], {
        unit: 'votes/s',
        relation: '≥',
        bound: 0.8,
      }),
      ...['ms question page', 'ms results page', 'ms list of questions'].map((unit) =>
        measured.ratioGoal(`${unit.slice(3)} with ${name}, of ${small}`, [name, small], {
          unit,
          relation: '≤',
          bound: 1.2,
        }),
      ),
    ]);
    return {
      series: measured.all(),
      goals,
      notes: ['Pages are asked for over one connection: the median of their times.'],
    };
  },
};
