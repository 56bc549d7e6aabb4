// `make demo`: everything on this machine, with real votes coming in, until Ctrl-C or for DEMO_SECONDS.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Backends } from './demo/backends.ts';
import { missingSignals } from './demo/missing-signals.ts';
import { preflight } from './demo/preflight.ts';
import { Reader } from './demo/reader.ts';
import { addresses, answers, traceStoreNote } from './demo/report.ts';
import { startService } from './demo/service.ts';
import { Voter } from './demo/voter.ts';
import { PROJECT } from './stack/config-dir.ts';
import { fixedPorts } from './stack/ports.ts';
import { startStack } from './stack/start-stack.ts';

const VOTE_EVERY_MS = 400;
const PAGE_EVERY_MS = 2000;
const REPORT_EVERY_MS = 15_000;
const PATIENCE_MS = 30_000;

const stopping = Promise.withResolvers<void>();
const stops: (() => Promise<void>)[] = [];
let interrupted = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted = true;
    stopping.resolve();
  });
}

try {
  await demo();
} catch (error) {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  if (stops.length > 0) {
    say('stopping');
    for (const stop of stops.reverse()) await stop();
    say('stopped; the data stays in data/demo');
  }
}

async function demo(): Promise<void> {
  const seconds = duration();
  const dataDir = join(PROJECT, 'data/demo');
  const full = process.env.STACK === 'full';
  const ports = fixedPorts(process.env);
  await preflight(dataDir, ports, full);

  say('starting the stack');
  const stack = await startStack({ dataDir: join(dataDir, 'stack'), ports, full });
  stops.push(() => stack.stop());
  if (interrupted) return;
  say(`traces are kept by ${traceStoreNote(stack)}`);
  say('starting Tallyscope on its embedded PostgreSQL');
  const service = await startService(stack, dataDir);
  stops.push(() => service.part.stop());
  if (interrupted) return;
  const voter = new Voter(service.url);
  await voter.start(VOTE_EVERY_MS);
  stops.push(async () => voter.stop());
  const reader = new Reader(service.url);
  await reader.start(PAGE_EVERY_MS);
  stops.push(async () => reader.stop());
  say(`exporting the votes to s3://${stack.s3.bucket}/demo`);
  await service.command(['export', '--prefix', 'demo', '--all']);

  process.stdout.write(`\n${addresses(stack, service)}\n\nCtrl-C stops everything.\n\n`);
  const backends = new Backends(stack);
  const report = async () => say(await answers(backends, voter).catch((error: Error) => error.message));
  const first = setTimeout(report, 6000);
  const timer = setInterval(report, REPORT_EVERY_MS);
  stops.push(async () => {
    clearTimeout(first);
    clearInterval(timer);
  });
  for (const part of [service.part, ...stack.parts]) {
    part
      .ended()
      .then((how) =>
        stopping.reject(new Error(`${part.spec.name} ended with ${how}; its log is ${part.spec.logFile}`)),
      );
  }
  await Promise.race([
    stopping.promise,
    ...(seconds ? [sleep(seconds * 1000, undefined, { ref: false })] : []),
  ]);
  if (!seconds || interrupted) return;
  const missing = await missingSignals(backends, PATIENCE_MS);
  await report();
  if (missing.length > 0) throw new Error(`these did not arrive: ${missing.join('; ')}`);
  say('every signal arrived: metrics, traces, logs, alerts and the export');
}

function duration(): number | undefined {
  const text = process.env.DEMO_SECONDS;
  if (!text) return undefined;
  const seconds = Number(text);
  if (!(seconds >= 0)) throw new Error(`DEMO_SECONDS=${text} is not a number of seconds.`);
  return seconds;
}

function say(text: string): void {
  process.stdout.write(`demo: ${text}\n`);
}
