import { createServer } from 'node:net';

/** What listens where in the stack: the default port, the variable that changes it and what it is for. */
export const PORTS = {
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

/** Free ports of the system's choosing, for stacks that run beside others. */
export async function freePorts(): Promise<Ports> {
  const entries = await holdPorts(names.length);
  return Object.fromEntries(names.map((name, index) => [name, entries[index]])) as Ports;
}

/** `count` different ports that nothing listens on. */
export async function holdPorts(count: number): Promise<number[]> {
  // All are held before any is given back, so that none comes twice.
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  return Promise.all(servers.map((server) => server.release()));
}

/** Throws one line for the first of `wanted` that something listens on, naming the variable that changes it. */
export async function assertPortsFree(ports: Ports, wanted: PortName[]): Promise<void> {
  for (const name of wanted) {
    const { variable, about } = PORTS[name];
    try {
      await (await listen(ports[name])).release();
    } catch {
      throw new Error(
        `Port ${ports[name]} for ${about} is taken: stop what listens there, or choose another with ${variable}=<port>.`,
      );
    }
  }
}

function listen(port: number): Promise<{ release: () => Promise<number> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(port, '127.0.0.1', () => {
      const address = server.address();
      const taken = typeof address === 'object' && address ? address.port : port;
      resolve({ release: () => new Promise((done) => server.close(() => done(taken))) });
    });
  });
}
