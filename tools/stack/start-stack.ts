import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AlertReceiver, type Notice } from './alert-receiver.ts';
import { createBucket, s3Client } from './bucket.ts';
import { layConfig, PROJECT, type Rules } from './config-dir.ts';
import { Part } from './part.ts';
import { alertmanagerSpec } from './parts/alertmanager.ts';
import { collectorSpec } from './parts/collector.ts';
import { grafanaBinary, grafanaSpec } from './parts/grafana.ts';
import { lokiSpec } from './parts/loki.ts';
import { prometheusSpec } from './parts/prometheus.ts';
import { REGION, type S3Account, s3Spec } from './parts/s3.ts';
import { local, type Site } from './parts/site.ts';
import { tempoBinary, tempoSpec, traceStandInSpec } from './parts/traces.ts';
import { freePorts, type Ports } from './ports.ts';

export interface StackOptions {
  /** Everything the parts write goes below it. */
  dataDir: string;
  /** Where the parts listen; free ports where left out. */
  ports?: Ports;
  /** Loki, and Grafana where it is on PATH. */
  full?: boolean;
  /** These parts alone. */
  only?: readonly PartName[];
  /** Also writes all that the Collector receives to `<dataDir>/capture/{metrics,traces,logs}.jsonl`. */
  capture?: boolean;
  /** Further environment of the Collector, such as TRACE_KEEP_PERCENTAGE. */
  collectorEnv?: Record<string, string>;
  /** Rules in place of the project's own. */
  rules?: Rules;
  /** Where Alertmanager sends the Watchdog, in place of the receiver of all other notices. */
  watchdogUrl?: string;
}

export type PartName = 's3' | 'traces' | 'prometheus' | 'alertmanager' | 'collector' | 'loki' | 'grafana';

/** A running stack. Parts can be stopped, killed and restarted one by one. */
export interface Stack {
  ports: Ports;
  urls: Record<
    'otlp' | 'prometheus' | 'alertmanager' | 'traces' | 's3' | 'collectorMetrics' | 'collectorHealth',
    string
  > & {
    loki?: string;
    grafana?: string;
  };
  s3: S3Account & { endpoint: string; region: string; bucket: string };
  /** Whether traces are kept by Tempo itself or by the stand-in. */
  traceStore: 'tempo' | 'stand-in';
  dataDir: string;
  /** What Alertmanager has sent, oldest first. */
  notices: readonly Notice[];
  parts: Part[];
  part(name: PartName): Part;
  /** The environment that makes a Tallyscope process use this stack. */
  serviceEnv(): Record<string, string>;
  stop(): Promise<void>;
}

/**
 * Starts S3 server, trace store, Prometheus, Alertmanager and Collector from the project's own configuration, and
 * resolves when all are ready and the bucket exists. Should this process die, they are ended too.
 * Rejects with one line, with nothing left running, when a part does not start.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const dataDir = resolve(options.dataDir);
  const ports = options.ports ?? (await freePorts());
  const receiver = await AlertReceiver.listen();
  const configDir = layConfig(
    join(dataDir, 'config'),
    ports,
    { alerts: receiver.url, watchdog: options.watchdogUrl ?? receiver.url },
    options.rules ?? {},
  );
  const site: Site = { dataDir, ports, configDir };
  const account = { accessKeyId: 'tallyscope', secretAccessKey: randomBytes(18).toString('base64url') };
  rmSync(join(dataDir, 'logs'), { recursive: true, force: true });
  for (const dir of ['s3/objects', 's3/metadata', 'capture'])
    mkdirSync(join(dataDir, dir), { recursive: true });

  const tempo = tempoBinary();
  const grafana = options.full ? grafanaBinary() : undefined;
  const layers = [
    ...(options.full ? [join(PROJECT, 'otel/collector-logs.yaml')] : []),
    ...(options.capture ? [join(PROJECT, 'tools/stack/capture.yaml')] : []),
  ];
  const collectorEnv = {
    TEMPO_OTLP_ENCODING: tempo ? 'proto' : 'json',
    CAPTURE_DIR: join(dataDir, 'capture'),
    ...options.collectorEnv,
  };
  const parts = [
    s3Spec(site, account),
    tempo ? await tempoSpec(site, tempo) : traceStandInSpec(site),
    prometheusSpec(site),
    alertmanagerSpec(site),
    collectorSpec(site, layers, collectorEnv),
    ...(options.full ? [await lokiSpec(site)] : []),
    ...(grafana ? [grafanaSpec(site, grafana)] : []),
  ]
    .filter(({ name }) => options.only?.includes(name as PartName) ?? true)
    .map((spec) => new Part(spec));

  const s3 = { ...account, endpoint: local(ports.s3), region: REGION, bucket: 'tallyscope-exports' };
  const stop = async () => {
    await Promise.all(parts.filter((part) => part.spec.name === 'collector').map((part) => part.stop()));
    await Promise.all(parts.map((part) => part.stop()));
    receiver.close();
  };
  try {
    const starts = await Promise.allSettled(parts.map((part) => part.start()));
    const failed = starts.find((start) => start.status === 'rejected');
    if (failed) throw failed.reason;
    if (options.only?.includes('s3') ?? true) await createBucket(s3Client(s3.endpoint, account), s3.bucket);
  } catch (error) {
    await stop();
    throw error;
  }

  const urls = {
    otlp: local(ports.otlp),
    prometheus: local(ports.prometheus),
    alertmanager: local(ports.alertmanager),
    traces: local(ports.traces),
    s3: s3.endpoint,
    collectorMetrics: local(ports.collectorMetrics, '/metrics'),
    collectorHealth: local(ports.collectorHealth),
    ...(options.full && { loki: local(ports.loki) }),
    ...(grafana && { grafana: local(ports.grafana) }),
  };
  return {
    ports,
    urls,
    s3,
    traceStore: tempo ? 'tempo' : 'stand-in',
    dataDir,
    notices: receiver.notices,
    parts,
    part(name) {
      const part = parts.find(({ spec }) => spec.name === name);
      if (!part) throw new Error(`The stack has no part ${name}.`);
      return part;
    },
    serviceEnv: () => ({
      OTEL_EXPORTER_OTLP_ENDPOINT: urls.otlp,
      S3_ENDPOINT: s3.endpoint,
      S3_REGION: s3.region,
      S3_BUCKET: s3.bucket,
      AWS_ACCESS_KEY_ID: s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
      PROMETHEUS_URL: urls.prometheus,
      TEMPO_URL: urls.traces,
      ...(urls.grafana && { GRAFANA_URL: urls.grafana }),
    }),
    stop,
  };
}
