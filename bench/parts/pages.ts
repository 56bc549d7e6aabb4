import { runLoad } from '../load/run-load.ts';
import { interleaved, Measurements, type Part } from '../part.ts';
import { withLedgerChecked } from '../rig/check-ledger.ts';
import { publishQuestions } from '../rig/questions.ts';
import { startConstant, startService } from '../rig/service.ts';
import { telemetryOf } from '../rig/telemetry-env.ts';
import { median } from '../statistics.ts';

const load = { connections: 64, warmUp: 3, seconds: 5 };

/** Pages as browsers ask for them, beside a page that is always the same. */
export const pages: Part = {
  name: 'pages',
  title: 'Pages, one process, 64 connections',
  async run(rig, rounds) {
    const database = await rig.database('pages');
    const boxes = await publishQuestions(database, 'open', 20);
    const [box] = boxes;
    if (!box) throw new Error('no question was published');
    const question = `/questions/${box.slug}`;
    const measured = new Measurements();
    await interleaved(rounds, [
      [
        'constant page',
        async () => {
          const { port, stop } = await startConstant();
          const { rate } = await runLoad({ ports: [port], ...load, send: { page: question } });
          measured.add('constant page', 'pages/s', rate);
          await stop();
        },
      ],
      [
        'pages',
        async () => {
          rig.receiver.clear();
          const { port, stop } = await startService({
            env: { DATABASE_URL: database.url, ...telemetryOf(rig) },
          });
          const ports = [port];
          // A question nobody voted on has little to show.
          const votes = { ports, connections: 8, warmUp: 0, seconds: 1, send: { votes: boxes } };
          await withLedgerChecked(database, () => runLoad(votes));
          const measure = async (name: string, page: string, accept?: string) => {
            const send = { page, ...(accept && { accept }) };
            const { rate, p99 } = await runLoad({ ports, ...load, send });
            measured.add(name, 'pages/s', rate);
            measured.add(name, 'p99 ms', p99);
          };
          await measure('question page', question);
          await measure('results page', `${question}/results`);
          await measure('question page, Brotli', question, 'br');
          await measure('results page, Brotli', `${question}/results`, 'br');
          await stop();
        },
      ],
    ]);
    const rate = (name: string) => median(measured.of(name, 'pages/s'));
    const goal = (name: string, most: number) =>
      ({
        text: `${name}, ${most} a second or 0.3 of the constant page`,
        measured: rate(name),
        bound: Math.min(most, 0.3 * rate('constant page')),
        relation: '≥',
        unit: 'pages/s',
      }) as const;
    return {
      series: measured.all(),
      goals: [goal('results page', 5000), goal('question page', 3000)],
      notes: ['The constant page is a string of 6 kB.'],
    };
  },
};
