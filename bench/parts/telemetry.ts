import { setTimeout as delay } from 'node:timers/promises';
import { WARM_UP } from '../load/load-job.ts';
import { runLoad } from '../load/run-load.ts';
import { interleaved, Measurements, type Part } from '../part.ts';
import { withLedgerChecked } from '../rig/check-ledger.ts';
import { publishQuestions } from '../rig/questions.ts';
import type { Rig } from '../rig/rig.ts';
import { startService } from '../rig/service.ts';
import { type Variant, variants } from '../rig/telemetry-variants.ts';

/** The last batch of spans is sent this long after its first span at most, so its cost is measured too. */
const settleMs = 1_500;
const route = '/api/v1/questions/{slug}/votes';

/** Requests, histogram and spans must agree; a sample may be off by six standard deviations. @throws otherwise. */
function checkCounts({ receiver }: Rig, { name, traced }: Variant, requests: number): void {
  if (traced === undefined) return;
  const durations = receiver.metrics().find((metric) => metric.name === 'http.server.request.duration');
  const counted = (durations?.points ?? [])
    .filter(({ attributes }) => attributes.some(({ value }) => value.stringValue === route))
    .reduce((sum, { count = 0 }) => sum + count, 0);
  const spans = receiver.spans().filter((span) => span.name === `POST ${route}`).length;
  const allowed = 6 * Math.sqrt(requests * traced * (1 - traced));
  if (counted !== requests || Math.abs(spans - requests * traced) > allowed)
    throw new Error(`${name}: ${requests} requests, ${counted} counted in the histogram, ${spans} spans`);
}

/** What telemetry costs the votes: nothing, stock instrumentation and ours, side by side. */
export const telemetry: Part = {
  name: 'telemetry',
  title: 'Votes with no telemetry, stock instrumentation and ours',
  async run(rig, rounds) {
    const database = await rig.database('telemetry');
    const boxes = await publishQuestions(database, 'open', 1);
    const measured = new Measurements();
    const all = variants(rig.receiver.url);
    const measure = async (variant: Variant) => {
      const { name, imports, env } = variant;
      rig.receiver.clear();
      const service = await startService({
        imports,
        env: { DATABASE_URL: database.url, LOG_LEVEL: 'warn', ...env },
      });
      const load = {
        ports: [service.port],
        connections: 64,
        warmUp: WARM_UP,
        seconds: 8,
        send: { votes: boxes },
      };
      const before = service.cpu();
      const { rate, ballots } = await withLedgerChecked(database, () => runLoad(load));
      await delay(settleMs);
      const cpu = service.cpu() - before;
      await service.stop();
      checkCounts(rig, variant, ballots.length);
      measured.add(name, 'votes/s', rate);
      measured.add(name, 'CPU µs a vote', cpu / ballots.length);
      measured.add(name, 'bytes a vote', rig.receiver.bytes().length / ballots.length);
      const series = rig.receiver.metrics().reduce((sum, { points }) => sum + points.length, 0);
      measured.add(name, 'series', series);
    };
    await interleaved(
      rounds,
      all.map((variant) => [variant.name, () => measure(variant)] as const),
    );
    const [off] = all as [Variant, ...Variant[]];
    const goal = (name: string, bound: number) =>
      measured.ratioGoal(`${name}, of off`, [name, off.name], { unit: 'votes/s', relation: '≥', bound });
    return {
      series: measured.all(),
      goals: [goal('ours, metrics + 10 % traces', 0.85), goal('ours, metrics + all traces', 0.75)],
      notes: [
        'Of ours, requests, counts of the histogram and spans were equal, for a sample within six standard deviations.',
        'Log lines of single requests are off (`LOG_LEVEL=warn`); they are on in the other parts.',
      ],
    };
  },
};
