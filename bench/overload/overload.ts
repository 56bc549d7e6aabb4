// `make overload`: what becomes of votes, pages and memory while one process is offered ten times what it can take.
import { setTimeout as sleep } from 'node:timers/promises';
import { Organiser } from '../../test/pipeline/rig/organiser.ts';
import { Relay } from '../../test/support/relay.ts';
import { startTestServer } from '../../test/support/test-server.ts';
import { runLoad } from '../load/run-load.ts';
import { type Service, startService } from '../rig/service.ts';
import { median, percentile } from '../statistics.ts';
import { keepIdle, offer } from './run-driver.ts';

const SECONDS = Number(process.env.OVERLOAD_SECONDS || 10);
const ROUNDS = Number(process.env.OVERLOAD_ROUNDS || 3);
const IDLE = Number(process.env.OVERLOAD_IDLE || 15_000);
const ONLY = (process.env.OVERLOAD_ONLY || 'votes,pages,idle').split(',');
const QUEUE = 300;
/** What makes the database the narrow place, so that ten times as much can be offered on the same machine. */
const SLOW = { delayMs: 15, batch: 20 };
/** As many votes under way as fill every batch and never the queue: as much as can be taken. */
const AT_PEAK = { connections: 200 };
const FLOOD = { times: 10, connections: 1500 };
const RECOVERY_MS = 60_000;
/** What a first flood may leave: 1,500 connections, a full queue, and what V8 keeps of a busy minute. */
const GROWTH_MIB = 200;
/** Idle connections a process: its own limit, and that of its open files, leave room for others. */
const IDLE_EACH = 17_000;
/** Addresses that each client uses: the kernel searches long for a free port where half of an address's 28,000 are taken. */
const SOURCES = [1, 2, 3, 4];

const say = (line: string) => process.stdout.write(`overload: ${line}\n`);
const mib = ({ resident }: Service) => Math.round(resident() / 2 ** 20);

interface Target {
  port: number;
  slug: string;
  choice: number;
}

/** Seconds until a vote takes no longer than usual again. */
async function recovery(target: Target, usual: number): Promise<number> {
  for (const from = performance.now(); ; ) {
    const began = performance.now();
    const { acknowledgedP99, refused } = await offer({ ...target, connections: 20, rate: 20, seconds: 0.5 });
    if (refused === 0 && acknowledgedP99 <= usual) return (began - from) / 1000;
    if (began - from > RECOVERY_MS) return Number.POSITIVE_INFINITY;
  }
}

/** The flood between two measurements of what can be taken, so that a machine that changes changes both. */
async function round(target: Target, api: Service, usual: number) {
  const peak = () => offer({ ...target, ...AT_PEAK, seconds: SECONDS / 2 });
  const before = await peak();
  const rate = FLOOD.times * before.goodput;
  const resident = mib(api);
  const flood = await offer({ ...target, connections: FLOOD.connections, rate, seconds: SECONDS });
  const grown = mib(api) - resident;
  const recovered = await recovery(target, usual);
  const after = await peak();
  const taken = (before.goodput + after.goodput) / 2;
  say(
    `peak ${before.goodput.toFixed(0)} and ${after.goodput.toFixed(0)} votes/s; of ${flood.sent.toFixed(0)}/s offered ${flood.goodput.toFixed(0)} taken; ` +
      `${flood.refused} refused, p99 ${flood.refusedP99.toFixed(0)} ms; taken p99 ${flood.acknowledgedP99.toFixed(0)} ms; ${flood.other} others; ` +
      `${grown} MiB more; usual again after ${recovered.toFixed(1)} s`,
  );
  return { ...flood, share: flood.goodput / taken, times: flood.sent / taken, grown, recovered };
}

/** Share of the peak that is taken while all connections of the flood ask again at once when they are refused. */
async function pressed(target: Target): Promise<number> {
  const { connections } = FLOOD;
  const all = await offer({ ...target, connections, seconds: SECONDS });
  const peak = await offer({ ...target, ...AT_PEAK, seconds: SECONDS / 2 });
  const share = all.goodput / peak.goodput;
  say(
    `${share.toFixed(2)} of the peak while ${connections} clients ask without a pause, ${(all.refused / SECONDS).toFixed(0)}/s of them refused`,
  );
  return share;
}

async function votes(api: Service, target: Target): Promise<string[]> {
  const warm = await offer({ ...target, ...AT_PEAK, seconds: 3 });
  if (warm.refused > 0) return ['as many votes as should fit are refused'];
  const usual = await offer({ ...target, connections: 20, rate: 20, seconds: 3 });
  const rounds = [];
  for (let index = 0; index < ROUNDS; index += 1)
    rounds.push(await round(target, api, 3 * usual.acknowledgedP99));
  const ceaseless = await pressed(target);
  const share = median(rounds.map((one) => one.share));
  const times = median(rounds.map((one) => one.times));
  const recovered = Math.max(...rounds.map((one) => one.recovered));
  const grown = Math.max(...rounds.map((one) => one.grown));
  say(
    `${share.toFixed(2)} of the peak at ${times.toFixed(1)} times as much (median of ${ROUNDS}); at most ${grown} MiB more`,
  );
  return [
    ...(share < 0.9 ? [`goodput is ${share.toFixed(2)} of the peak`] : []),
    ...(ceaseless < 0.5 ? [`goodput is ${ceaseless.toFixed(2)} of the peak without a pause`] : []),
    ...(times < 0.8 * FLOOD.times ? [`only ${times.toFixed(1)} times the peak could be offered`] : []),
    ...(rounds.some(({ refused }) => refused === 0) ? ['nothing was refused'] : []),
    ...(rounds.some(({ withoutRetryAfter }) => withoutRetryAfter > 0)
      ? ['a refusal has no Retry-After']
      : []),
    ...(rounds.some(({ other }) => other > 0) ? ['a vote was neither taken nor refused'] : []),
    ...(recovered > 10 ? [`usual only after ${recovered} s`] : []),
    ...(grown > GROWTH_MIB ? [`grew by ${grown} MiB`] : []),
  ];
}

async function pages(web: Service, target: Target): Promise<string[]> {
  const read = () =>
    runLoad({
      ...{ ports: [web.port], connections: 16, warmUp: 2, seconds: SECONDS, rate: 50 },
      send: { page: `/questions/${target.slug}` },
    });
  const ratios: number[] = [];
  for (let index = 0; index < ROUNDS; index += 1) {
    const quiet = await read();
    const flood = offer({ ...target, connections: 128, seconds: SECONDS + 2 });
    const [during] = await Promise.all([read(), flood]);
    ratios.push(during.p99 / quiet.p99);
    say(`page p99 ${quiet.p99.toFixed(1)} ms, ${during.p99.toFixed(1)} while the API is flooded`);
  }
  const ratio = median(ratios);
  say(`pages take ${ratio.toFixed(2)} times as long (median of ${ROUNDS})`);
  return ratio > 2 ? [`pages are ${ratio.toFixed(1)} times as slow`] : [];
}

/** How long pages take, one after the other, round the services; a string where one failed. */
async function pageTimes(services: readonly Service[]): Promise<number[] | string> {
  const times: number[] = [];
  for (let asked = 0; asked < 200; asked += 1) {
    const { port } = services[asked % services.length] as Service;
    const from = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    await answer.text();
    if (!answer.ok) return `a page answered ${answer.status} beside idle connections`;
    times.push(performance.now() - from);
  }
  return times;
}

/** Connections that ask until all of them are there and then keep still, over as many processes as limits make it take. */
async function idle(start: () => Promise<Service>, { slug, choice }: Target): Promise<string[]> {
  const processes = Math.ceil(IDLE / IDLE_EACH);
  const services = await Promise.all(Array.from({ length: processes }, start));
  const resident = () => services.reduce((sum, service) => sum + service.resident(), 0);
  const before = resident();
  const count = Math.ceil(IDLE / processes);
  const drivers = services.map(({ port }, index) =>
    keepIdle({ port, count, localAddresses: SOURCES.map((source) => `127.0.${1 + index}.${source}`) }),
  );
  const opened = () => drivers.reduce((sum, driver) => sum + driver.count.open, 0);
  const began = performance.now();
  try {
    while (drivers.some((driver) => !driver.count.complete)) await sleep(100);
    const took = (performance.now() - began) / 1000;
    for (const driver of drivers) driver.rest();
    const [open, each] = [opened(), (resident() - before) / opened() / 1024];
    say(
      `${open} of ${processes * count} idle connections open at ${processes} processes after ${took.toFixed(0)} s: ${each.toFixed(1)} KiB each`,
    );
    const pages = await pageTimes(services);
    if (typeof pages === 'string') return [pages];
    const [{ port }] = services as [Service];
    const cast = await offer({ port, slug, choice, connections: 20, rate: 20, seconds: 5 });
    say(
      `meanwhile p99 of pages ${percentile(pages, 0.99).toFixed(0)} ms, of votes ${cast.acknowledgedP99.toFixed(0)} ms; ${cast.refused + cast.other} votes not taken; ${opened()} still open`,
    );
    const from = performance.now();
    while (opened() > 0 && performance.now() - from < 120_000) await sleep(250);
    const left = opened();
    say(`${left} left after ${((performance.now() - from) / 1000).toFixed(0)} s`);
    return [
      ...(open < processes * count ? [`only ${open} connections could be opened`] : []),
      ...(cast.refused + cast.other > 0 ? ['votes failed beside idle connections'] : []),
      ...(left > 0 ? [`${left} idle connections were kept`] : []),
    ];
  } finally {
    for (const driver of drivers) driver.stop();
    await Promise.all(services.map((service) => service.stop()));
  }
}

const server = await startTestServer();
const services: Service[] = [];
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
  const choice = choices[0] as number;
  const problems = [
    ...(ONLY.includes('votes') ? await votes(slow, { port: slow.port, slug, choice }) : []),
    ...(ONLY.includes('pages') ? await pages(web, { port: api.port, slug, choice }) : []),
    ...(ONLY.includes('idle')
      ? await idle(() => startService({ env: { ...env, ROLES: 'web,api' } }), {
          port: api.port,
          slug,
          choice,
        })
      : []),
  ];
  for (const problem of problems) say(`MISSED  ${problem}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await Promise.all(services.map((service) => service.stop()));
  await server.stop();
}
process.exit();
