import { join } from 'node:path';
import { PROJECT } from '../../../tools/stack/config-dir.ts';
import { Part } from '../../../tools/stack/part.ts';
import { holdPorts } from '../../../tools/stack/ports.ts';
import { SERVE } from '../../../tools/stack/program.ts';
import type { Stack } from '../../../tools/stack/start-stack.ts';

/** One process of the service; its part can be killed, stopped and restarted, on the same port. */
export interface Service {
  part: Part;
  url: string;
}

export interface ServiceOptions {
  name: string;
  stack: Pick<Stack, 'serviceEnv' | 'dataDir'>;
  /** Undefined for an embedded PostgreSQL. */
  databaseUrl?: string;
  env?: Record<string, string>;
}

/** How often the processes send their metrics, in milliseconds. */
export const EXPORT_MS = 2000;

/** The environment of every process that belongs to one service. */
export function serviceEnv({ stack, databaseUrl, env = {} }: Omit<ServiceOptions, 'name'>) {
  return {
    ...stack.serviceEnv(),
    DATA_DIR: join(stack.dataDir, 'service'),
    SESSION_SECRET: 'the same for every process of this test run',
    OTEL_METRIC_EXPORT_INTERVAL: String(EXPORT_MS),
    DEPLOYMENT_ENVIRONMENT: 'test',
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    ...env,
  };
}

/** Starts a process of the service on a free port and waits until it is ready. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const [port] = await holdPorts(1);
  const url = `http://127.0.0.1:${port}`;
  const part = new Part({
    name: options.name,
    command: process.execPath,
    args: SERVE,
    env: { ...serviceEnv(options), PORT: String(port) },
    cwd: PROJECT,
    readyUrl: `${url}/readyz`,
    logFile: join(options.stack.dataDir, 'logs', `${options.name}.log`),
  });
  await part.start();
  return { part, url };
}
