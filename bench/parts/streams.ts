import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { requestsOf } from '../load/requests.ts';
import { interleaved, Measurements, type Part } from '../part.ts';
import { publishQuestions } from '../rig/questions.ts';
import { startService } from '../rig/service.ts';
import { telemetryOf } from '../rig/telemetry-env.ts';
import { median } from '../statistics.ts';

const viewers = 10_000;
const votes = 5;

/** Results that many watch live at once. */
export const streams: Part = {
  name: 'streams',
  title: `${viewers.toLocaleString('en')} viewers of live results on one process`,
  async run(rig, rounds) {
    const database = await rig.database('streams');
    const measured = new Measurements();
    let round = 0;
    await interleaved(rounds, [
      [
        'viewers',
        async () => {
          const [box] = await publishQuestions(database, `live-${++round}`, 1);
          if (!box) throw new Error('no question was published');
          const service = await startService({ env: { DATABASE_URL: database.url, ...telemetryOf(rig) } });
          const { port } = service;
          const page = await fetch(`http://127.0.0.1:${port}/questions/${box.slug}/results`);
          await page.text();
          const before = service.resident();
          const child = fork(join(import.meta.dirname, '../load/viewers-process.ts'));
          child.send({ port, path: `/questions/${box.slug}/live`, count: viewers });
          await once(child, 'message');
          await delay(1000);
          measured.add('memory of a viewer', 'kB', (service.resident() - before) / viewers / 1000);
          const cpuBefore = service.cpu();
          for (let vote = 1; vote <= votes; vote++) {
            const since = await cast(port, box);
            child.send({ total: vote, since });
            const [{ p99 }] = (await once(child, 'message')) as [{ p99: number }];
            measured.add('from the answer to a vote until 99 % of viewers see it', 'ms', p99);
            await delay(500);
          }
          const work = (service.cpu() - cpuBefore) / viewers / votes;
          measured.add('processor time for one viewer of one vote', 'µs', work);
          child.disconnect();
          await once(child, 'exit');
          await service.stop();
        },
      ],
    ]);
    const slowest = Math.max(...measured.of('from the answer to a vote until 99 % of viewers see it', 'ms'));
    const goal = (text: string, measured: number, bound: number, unit: string) =>
      ({ text, measured, bound, relation: '≤', unit }) as const;
    return {
      series: measured.all(),
      goals: [
        goal('from the answer until 99 % of viewers see it, slowest vote', slowest, 2000, 'ms'),
        goal('memory of a viewer', median(measured.of('memory of a viewer', 'kB')), 30, 'kB'),
      ],
      notes: ['Memory is what the process grew by while the viewers came.'],
    };
  },
};

/** Casts one vote and gives the time of day of its answer, in milliseconds. */
async function cast(port: number, box: { slug: string; choices: readonly number[] }): Promise<number> {
  const request = requestsOf({ send: { votes: [box] } })();
  const [, body = ''] = request.split('\r\n\r\n');
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/questions/${box.slug}/votes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  if (answer.status !== 201) throw new Error(`a vote was answered with ${answer.status}`);
  await answer.arrayBuffer();
  return performance.timeOrigin + performance.now();
}
