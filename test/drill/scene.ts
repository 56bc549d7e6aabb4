import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../tools/stack/ports.ts';
import { type Stack, startStack } from '../../tools/stack/start-stack.ts';
import { type Asked, Organiser } from '../pipeline/rig/organiser.ts';
import { type Service, startService } from '../pipeline/rig/service.ts';
import { Relay } from '../support/relay.ts';
import { startTestServer } from '../support/test-server.ts';
import { shortenWaits, writeScaledRules } from './scaled-config.ts';
import { Traffic } from './traffic.ts';

/** The roles apart, as in production, with votes and visits coming in and the whole pipeline behind them. */
export interface Scene {
  stack: Stack;
  databaseUrl: string;
  /** Pages; reaches the database by `wayToDatabase`. */
  web: Service;
  /** API and worker. */
  api: Service;
  wayToDatabase: Relay;
  /** From the Collector. */
  wayToPrometheus: Relay;
  traffic: Traffic;
  stop(): Promise<void>;
}

/** Starts the scene; rejects with nothing left running. */
export async function startScene(): Promise<Scene> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tallyscope-drill-'));
  const stops: (() => unknown)[] = [() => rm(dataDir, { recursive: true, force: true })];
  const stop = async () => {
    for (const step of stops.splice(0).reverse()) await step();
  };
  try {
    const server = await startTestServer();
    stops.push(() => server.stop());
    const ports = await freePorts();
    const wayToPrometheus = await Relay.listen({ host: '127.0.0.1', port: ports.prometheus });
    stops.push(() => wayToPrometheus.close());
    const stack = await startStack({
      dataDir,
      ports,
      rules: writeScaledRules(join(dataDir, 'rules')),
      collectorEnv: {
        PROMETHEUS_OTLP_ENDPOINT: `http://127.0.0.1:${wayToPrometheus.port}/api/v1/otlp/v1/metrics`,
      },
    });
    stops.push(() => stack.stop());
    await shortenWaits(stack);

    const wayToDatabase = await Relay.listen({ path: socketOf(server.url) });
    stops.push(() => wayToDatabase.close());
    const start = async (name: string, databaseUrl: string, roles: string) => {
      const service = await startService({ name, stack, databaseUrl, env: { ROLES: roles } });
      stops.push(() => service.part.stop());
      return service;
    };
    const api = await start('api', server.url, 'api,worker');
    const web = await start('web', byRelay(server.url, wayToDatabase), 'web');
    const traffic = new Traffic(api.url, web.url, await publish(server.url, api));
    stops.push(() => traffic.stop());
    traffic.start();
    return { stack, databaseUrl: server.url, web, api, wayToDatabase, wayToPrometheus, traffic, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function socketOf(url: string): string {
  return join(new URL(url).searchParams.get('host') ?? '', '.s.PGSQL.5432');
}

function byRelay(url: string, relay: Relay): string {
  const by = new URL(url);
  by.search = '';
  by.host = `127.0.0.1:${relay.port}`;
  return by.href;
}

async function publish(databaseUrl: string, api: Service): Promise<Asked[]> {
  const organiser = await Organiser.register(databaseUrl, api.url);
  const asked: Asked[] = [];
  for (const text of ['Tea or coffee?', 'Cats or dogs?', 'Sea or mountains?']) {
    asked.push(await organiser.publish(text));
  }
  return asked;
}
