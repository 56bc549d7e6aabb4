import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '#src/config/load-config.ts';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { DeadMansSwitch } from '../../tools/stack/dead-mans-switch.ts';
import { type Stack, startStack } from '../../tools/stack/start-stack.ts';
import { BallotBox } from '../pipeline/rig/ballot-box.ts';
import { fastRules } from '../pipeline/rig/fast-rules.ts';
import { Organiser } from '../pipeline/rig/organiser.ts';
import { type Service, serviceEnv, startService } from '../pipeline/rig/service.ts';
import { startTestServer } from '../support/test-server.ts';

/** Three processes of the service on one database, with the whole pipeline behind them. */
export interface Scene {
  stack: Stack;
  services: Service[];
  urls: string[];
  organiser: Organiser;
  box: BallotBox;
  database: Database;
  /** Hears the Watchdog, and misses it. */
  deadMansSwitch: DeadMansSwitch;
  /** What the processes run with, for commands beside them. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** Starts the scene; `fast` evaluates the rules more often than they are in earnest. */
export async function startScene({ exportMs, fast }: { exportMs: number; fast: boolean }): Promise<Scene> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tallyscope-truth-'));
  const stops: (() => unknown)[] = [() => rm(dataDir, { recursive: true, force: true })];
  const stop = async () => {
    for (const step of stops.reverse()) await step();
  };
  try {
    const deadMansSwitch = await DeadMansSwitch.listen();
    stops.push(() => deadMansSwitch.close());
    const watchdogUrl = deadMansSwitch.url;
    const [stack, server] = await Promise.all([
      startStack({
        dataDir,
        watchdogUrl,
        ...(fast && { rules: { alerts: fastRules(join(dataDir, 'rules')) } }),
      }),
      startTestServer(),
    ]);
    stops.push(
      () => server.stop(),
      () => stack.stop(),
    );
    const options = {
      stack,
      databaseUrl: server.url,
      env: {
        OTEL_METRIC_EXPORT_INTERVAL: String(exportMs),
        OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.1',
      },
    };
    const services = await Promise.all(
      ['service-a', 'service-b', 'service-c'].map(async (name) => {
        const service = await startService({ name, ...options });
        stops.push(() => service.part.stop());
        return service;
      }),
    );
    const database = connectDatabase(server.url, { poolSize: 2 });
    stops.push(() => database.close());
    const box = new BallotBox();
    stops.push(() => box.close());
    const [first] = services as [Service];
    return {
      stack,
      services,
      urls: services.map(({ url }) => url),
      organiser: await Organiser.register(server.url, first.url),
      box,
      database,
      deadMansSwitch,
      env: serviceEnv(options),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What a command beside the processes is configured with. */
export const configOf = (scene: Scene) => ({ ...loadConfig(scene.env), sequelize: scene.database.sequelize });
