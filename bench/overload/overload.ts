// `make overload`: what becomes of votes, pages and memory while one process is offered ten times what it can take.
import { setTimeout as sleep } from 'node:timers/promises';
import { Organiser } from '../../test/pipeline/rig/organiser.ts';
import { Relay } from '../../test/support/relay.ts';
import { startTestServer } from '../../test/support/test-server.ts';
import { runLoad } from '../load/run-load.ts';
import { type Service, startService } from '../rig/service.ts';
import { offerVotes } from './offer-load.ts';
import { openIdle } from './open-idle.ts';

const SECONDS = Number(process.env.OVERLOAD_SECONDS || 10);
const IDLE = Number(process.env.OVERLOAD_IDLE || 15_000);
const QUEUE = 300;
/** What makes the database the narrow place, so that ten times as much can be offered on the same machine. */
const SLOW = { delayMs: 15, batch: 20 };

const say = (line: string) => process.stdout.write(`overload: ${line}\n`);
const mib = ({ resident }: Service) => Math.round(resident() / 2 ** 20);

/** Seconds until a vote takes no longer than usual again. */
async function recovery(
  offer: (rate: number, seconds: number) => ReturnType<typeof offerVotes>,
  usual: number,
) {
  const from = performance.now();
  for (;;) {
    const { acknowledgedP99, refused } = await offer(10, 0.5);
    if (refused === 0 && acknowledgedP99 <= usual) return (performance.now() - from) / 1000 - 0.5;
    if (performance.now() - from > 60_000) return Number.POSITIVE_INFINITY;
  }
}

async function votes(api: Service, target: { slug: string; choice: number }): Promise<string[]> {
  const offer = (rate: number, seconds: number) =>
    offerVotes({ port: api.port, ...target }, { rate, seconds, connections: 2500 });
  await offer(100, 2);
  const usual = await offer(50, 3);
  // As much as the queue takes without refusing, then a little more.
  let peak = 0;
  for (let rate = 200; ; rate *= 1.5) {
    const { goodput, refused } = await offer(rate, 3);
    peak = Math.max(peak, goodput);
    if (refused > 0 || goodput < rate * 0.8) break;
  }
  const before = mib(api);
  const flood = await offer(10 * peak, SECONDS);
  const after = mib(api);
  const recovered = await recovery(offer, 3 * usual.acknowledgedP99);
  const share = flood.goodput / peak;
  say(`peak ${peak.toFixed(0)} votes/s; at ten times that ${flood.goodput.toFixed(0)} (${share.toFixed(2)})`);
  say(
    `${flood.refused} refused, p99 ${flood.refusedP99.toFixed(0)} ms; acknowledged p99 ${flood.acknowledgedP99.toFixed(0)} ms; ${flood.other} others`,
  );
  say(`resident ${before} → ${after} MiB; usual again after ${recovered.toFixed(1)} s`);
  return [
    ...(share < 0.9 ? [`goodput is ${share.toFixed(2)} of the peak`] : []),
    ...(flood.refused === 0 ? ['nothing was refused'] : []),
    ...(flood.withoutRetryAfter > 0 ? ['a refusal has no Retry-After'] : []),
    ...(recovered > 10 ? [`usual only after ${recovered} s`] : []),
    ...(after - before > 150 ? [`grew by ${after - before} MiB`] : []),
  ];
}

async function pages(web: Service, api: Service, slug: string, choices: number[]): Promise<string[]> {
  const read = () =>
    runLoad({
      ...{ ports: [web.port], connections: 16, warmUp: 2, seconds: SECONDS, rate: 50 },
      send: { page: `/questions/${slug}` },
    });
  const quiet = await read();
  const flood = runLoad({
    ...{ ports: [api.port], connections: 128, warmUp: 0, seconds: SECONDS + 2 },
    send: { votes: [{ slug, choices }] },
  });
  const [during] = await Promise.all([read(), flood]);
  const ratio = during.p99 / quiet.p99;
  say(
    `page p99 ${quiet.p99.toFixed(1)} ms, ${during.p99.toFixed(1)} while the API is flooded (${ratio.toFixed(2)})`,
  );
  return ratio > 2 ? [`pages are ${ratio.toFixed(1)} times as slow`] : [];
}

async function idle(web: Service): Promise<string[]> {
  const before = mib(web);
  const open = await openIdle(web.port, IDLE);
  const from = performance.now();
  const answer = await fetch(`http://127.0.0.1:${web.port}/healthz`);
  const took = performance.now() - from;
  say(
    `${open.length} of ${IDLE} idle connections open: ${mib(web) - before} MiB more, an answer in ${took.toFixed(0)} ms`,
  );
  await sleep(15_000);
  const left = open.filter(({ destroyed, readyState }) => !destroyed && readyState === 'open').length;
  say(`${left} left after 15 s`);
  for (const socket of open) socket.destroy();
  return [
    ...(answer.ok ? [] : ['no answer beside idle connections']),
    ...(left > 0 ? [`${left} idle connections were kept`] : []),
  ];
}

const server = await startTestServer();
const services: Service[] = [];
let problems: string[] = [];
try {
  const by = new URL(server.url);
  const relay = await Relay.listen({ path: `${by.searchParams.get('host')}/.s.PGSQL.5432` });
  by.search = '';
  by.host = `127.0.0.1:${relay.port}`;
  const env = { LOG_LEVEL: 'error', DATABASE_URL: server.url };
  const slowEnv = {
    ...env,
    DATABASE_URL: by.href,
    VOTE_QUEUE_LIMIT: String(QUEUE),
    VOTE_BATCH_LIMIT: String(SLOW.batch),
  };
  const web = await startService({ env: { ...env, ROLES: 'web' } });
  const api = await startService({ env: { ...env, ROLES: 'api' } });
  const slow = await startService({ env: { ...slowEnv, ROLES: 'api' } });
  services.push(web, api, slow);
  const organiser = await Organiser.register(server.url, `http://127.0.0.1:${api.port}`);
  const { slug, choices } = await organiser.publish('Overload?');
  relay.delayMs = SLOW.delayMs;
  problems = [...(await votes(slow, { slug, choice: choices[0] as number }))];
  problems.push(...(await pages(web, api, slug, choices)), ...(await idle(web)));
  for (const problem of problems) say(`MISSED  ${problem}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await Promise.all(services.map((service) => service.stop()));
  await server.stop();
}
process.exit();
