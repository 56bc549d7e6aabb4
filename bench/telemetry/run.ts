import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startOtlpReceiver } from '../../src/telemetry/testing/otlp-receiver.ts';
import { castVotes } from './load.ts';
import { seed, startService } from './service.ts';
import { type Variant, variants } from './variants.ts';

const rounds = Number(process.env.ROUNDS ?? 3);
const votes = Number(process.env.VOTES ?? 30_000);
/** Until V8 has compiled what is hot, its compiler takes a sixth of the CPU time, and more where there is more code. */
const warmUp = votes;
/** The last batch of spans is sent this long after its first span at most, so its cost is measured too. */
const settleMs = 1_500;
const route = '/api/v1/questions/{slug}/votes';

interface Result {
  rate: number;
  cpuPerVote: number;
  bytesPerVote: number;
  series: number;
  counted?: number;
  spans?: number;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function openQuestion(port: number): Promise<{ slug: string; choice: number }> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/questions`);
  const { questions } = (await answer.json()) as {
    questions: { slug: string; kind: string; policy: string; status: string; choices: { id: number }[] }[];
  };
  const found = questions.find(
    ({ kind, policy, status }) => kind === 'single' && policy === 'open' && status === 'open',
  );
  const [choice] = found?.choices ?? [];
  if (!found || !choice) throw new Error('the demo data has no question that is open to every vote');
  return { slug: found.slug, choice: choice.id };
}

async function measure(
  variant: Variant,
  dataDir: string,
  receiver: Awaited<ReturnType<typeof startOtlpReceiver>>,
): Promise<Result> {
  receiver.clear();
  const service = await startService(variant, dataDir);
  const target = { port: service.port, ...(await openQuestion(service.port)) };
  let seconds = 0;
  let cpuPerVote = 0;
  try {
    await castVotes(target, warmUp);
    await delay(settleMs);
    const cpu = service.cpu();
    seconds = await castVotes(target, votes);
    await delay(settleMs);
    cpuPerVote = (service.cpu() - cpu) / votes;
  } finally {
    await service.stop();
  }
  const metrics = receiver.metrics();
  const result: Result = {
    rate: votes / seconds,
    cpuPerVote,
    bytesPerVote: receiver.bytes().length / (votes + warmUp),
    series: metrics.reduce((sum, { points }) => sum + points.length, 0),
  };
  if (variant.traced === undefined) return result;
  const durations = metrics.find(({ name }) => name === 'http.server.request.duration')?.points ?? [];
  const ofRoute = durations.filter(({ attributes }) =>
    attributes.some(({ value }) => value.stringValue === route),
  );
  result.counted = ofRoute.reduce((sum, { count = 0 }) => sum + count, 0);
  result.spans = receiver.spans().filter(({ name }) => name === `POST ${route}`).length;
  return result;
}

/** Requests, histogram and spans must agree; a sample may be off by six standard deviations. */
function verdict({ traced }: Variant, { counted, spans }: Result): string {
  if (traced === undefined) return '–';
  const total = votes + warmUp;
  const allowed = 6 * Math.sqrt(total * traced * (1 - traced));
  const spansRight = Math.abs((spans ?? 0) - total * traced) <= allowed;
  return counted === total && spansRight
    ? `${total} = ${counted}, ${spans} spans`
    : `WRONG: ${total} requests, ${counted} counted, ${spans} spans`;
}

const receiver = await startOtlpReceiver();
const dataDir = await mkdtemp(join(tmpdir(), 'bench-telemetry-'));
const all = variants(receiver.url);
const results = new Map<Variant, Result[]>(all.map((variant) => [variant, []]));
try {
  await seed(dataDir);
  for (let round = 1; round <= rounds; round++)
    for (const variant of all) {
      process.stderr.write(`round ${round} of ${rounds}: ${variant.name}\n`);
      results.get(variant)?.push(await measure(variant, dataDir, receiver));
    }
} finally {
  await receiver.stop();
  await rm(dataDir, { recursive: true, force: true });
}

const of = (variant: Variant, field: 'rate' | 'cpuPerVote' | 'bytesPerVote' | 'series') =>
  median((results.get(variant) ?? []).map((result) => result[field]));
const [off] = all as [Variant, ...Variant[]];
const rows = all.map((variant) => ({
  variant: variant.name,
  'votes/s': Math.round(of(variant, 'rate')),
  'of off': (of(variant, 'rate') / of(off, 'rate')).toFixed(2),
  'CPU µs a vote': of(variant, 'cpuPerVote').toFixed(0),
  'bytes a vote': of(variant, 'bytesPerVote').toFixed(0),
  series: of(variant, 'series'),
  'requests = histogram, spans': (results.get(variant) ?? [])
    .map((result) => verdict(variant, result))
    .at(-1),
}));
console.table(rows);
const wrong = [...results]
  .flatMap(([variant, list]) => list.map((result) => verdict(variant, result)))
  .filter((text) => text.startsWith('WRONG'));
if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exitCode = 1;
}
