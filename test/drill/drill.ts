// `make drill`: breaks a part for every page alert, and shows that it fires alone and ends when the part is mended.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Drill, drills } from './drills.ts';
import { problems } from './judge.ts';
import { pageAlerts } from './page-alerts.ts';
import { outcomeTable } from './report.ts';
import { runBlind } from './run-blind.ts';
import { DELIVERY, type Outcome, runDrill } from './run-drill.ts';
import { type Scene, startScene } from './scene.ts';

/** So that the windows of an hour, which take a minute here, hold normal traffic. */
const WARM_UP_SECONDS = 60;

const say = (line: string) => process.stdout.write(`drill: ${line}\n`);
let starting: Promise<Scene> | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await (await starting)?.stop();
    process.exit(130);
  });
}

function chosen(): Drill[] {
  const only = process.env.DRILL_ONLY;
  if (!only) return drills;
  const found = drills.filter(({ alert }) => alert === only);
  if (found.length === 0) {
    throw new Error(`DRILL_ONLY=${only} is none of ${drills.map(({ alert }) => alert).join(', ')}.`);
  }
  return found;
}

async function runAll(wanted: readonly Drill[], on: Scene): Promise<boolean> {
  const outcomes: Outcome[] = [];
  for (const drill of wanted) {
    say(`${drill.alert}: ${drill.fault}`);
    const outcome = await runDrill(drill, on);
    outcomes.push(outcome);
    say(`${drill.alert}: ${problems(outcome, DELIVERY).join(', ') || 'fired alone and was resolved'}`);
  }
  process.stdout.write(`\n${outcomeTable(outcomes)}\n\n`);
  const without = pageAlerts().filter((alert) => !drills.some((drill) => drill.alert === alert));
  for (const alert of without) say(`${alert}: not drilled, nobody wrote a fault for it`);
  return without.length === 0 && outcomes.every((outcome) => problems(outcome, DELIVERY).length === 0);
}

try {
  const blind = process.argv.includes('--blind');
  const wanted = chosen();
  say('starting the stack and the service');
  starting = startScene();
  const scene = await starting;
  say(`${WARM_UP_SECONDS} s of normal traffic`);
  await sleep(WARM_UP_SECONDS * 1000);
  const secret = wanted[Math.floor(Math.random() * wanted.length)] as Drill;
  const right = blind ? await runBlind(secret, scene, say) : await runAll(wanted, scene);
  process.exitCode = right ? 0 : 1;
} catch (error) {
  process.stderr.write(`drill: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  const scene = await starting?.catch(() => undefined);
  await scene?.stop();
}
