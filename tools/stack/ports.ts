import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** What listens where in the stack: the default port, the variable that changes it and what it is for. */
const PORTS = {
  service: { port: 3000, variable: 'PORT', about: 'Tallyscope' },
  grafana: { port: 3001, variable: 'GRAFANA_PORT', about: 'Grafana' },
  loki: { port: 3100, variable: 'LOKI_PORT', about: 'Loki' },
  traces: { port: 3200, variable: 'TEMPO_PORT', about: 'the trace store' },
  otlp: { port: 4318, variable: 'OTLP_PORT', about: 'the Collector (OTLP)' },
  tracesOtlp: { port: 4319, variable: 'TEMPO_OTLP_PORT', about: 'the trace store (OTLP)' },
  s3: { port: 7070, variable: 'S3_PORT', about: 'the S3 server' },
  collectorMetrics: { port: 8888, variable: 'COLLECTOR_METRICS_PORT', about: "the Collector's own metrics" },
  prometheus: { port: 9090, variable: 'PROMETHEUS_PORT', about: 'Prometheus' },
  alertmanager: { port: 9093, variable: 'ALERTMANAGER_PORT', about: 'Alertmanager' },
  collectorHealth: { port: 13133, variable: 'COLLECTOR_HEALTH_PORT', about: "the Collector's health" },
} as const;

export type PortName = keyof typeof PORTS;
export type Ports = Record<PortName, number>;

const names = Object.keys(PORTS) as PortName[];

/** The well-known ports, each changed by its variable. Throws one line for a value that is no port. */
export function fixedPorts(env: NodeJS.ProcessEnv): Ports {
  const port = (name: PortName): number => {
    const { variable, port } = PORTS[name];
    const value = env[variable] ? Number(env[variable]) : port;
    if (!Number.isInteger(value) || value < 1 || value > 65535)
      throw new Error(`${variable}=${env[variable]} is not a port.`);
    return value;
  };
  return Object.fromEntries(names.map((name) => [name, port(name)])) as Ports;
}

/** Free ports, for stacks that run beside others. */
export async function freePorts(): Promise<Ports> {
  const entries = await holdPorts(names.length);
  return Object.fromEntries(names.map((name, index) => [name, entries[index]])) as Ports;
}

/** Below what systems give to those who ask for any port, and to connections on their way out. */
const RANGE = { from: 20_000, count: 10_000 };

/**
 * `count` different ports that nothing listens on, and that no other process of these tools is given while this one
 * lives: what they are for may bind them late, or give them back and take them again. Throws where there are too few.
 */
export async function holdPorts(count: number, range = RANGE): Promise<number[]> {
  const ports: number[] = [];
  const start = randomInt(range.count);
  for (let tried = 0; ports.length < count; tried += 1) {
    if (tried === range.count)
      throw new Error(`Fewer than ${count} of the ports from ${range.from} on are free.`);
    const port = range.from + ((start + tried) % range.count);
    if ((await reserve(port)) && (await isFree(port))) ports.push(port);
  }
  return ports;
}

/** Takes a name that only one process at a time can have, and that the system frees when it ends, however that be. */
function reserve(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  createServer()
    .once('error', () => resolve(false))
    .listen({ path: `\0tallyscope-port-${port}` }, () => resolve(true))
    .unref();
  return promise;
}

/** Throws a line for each of `wanted` that something listens on, naming the variable that changes it. */
export async function assertPortsFree(ports: Ports, wanted: PortName[]): Promise<void> {
  const problems: string[] = [];
  for (const name of wanted) {
    const { variable, about } = PORTS[name];
    if (!(await isFree(ports[name])))
      problems.push(
        `Port ${ports[name]} for ${about} is taken: stop what listens there, or choose another with ${variable}=<port>.`,
      );
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer()
    .once('error', () => resolve(false))
    .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  return promise;
}
