import { join } from 'node:path';
import { PROJECT } from '../config-dir.ts';
import type { PartSpec } from '../part.ts';
import { holdPorts } from '../ports.ts';
import { address, local, onPath, type Site, spec } from './site.ts';

/** Tempo where there is one: TEMPO_BIN, else `tempo` on PATH; undefined where there is none. */
export function tempoBinary(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env.TEMPO_BIN || onPath('tempo', env);
}

export async function tempoSpec(site: Site, binary: string): Promise<PartSpec> {
  const [grpc, memberlist] = await holdPorts(2);
  return spec(site, 'traces', {
    command: binary,
    args: [`-config.file=${join(PROJECT, 'otel/tempo.yaml')}`, '-config.expand-env=true'],
    env: {
      TEMPO_DATA_DIR: join(site.dataDir, 'tempo'),
      TEMPO_PORT: String(site.ports.traces),
      TEMPO_OTLP_ADDRESS: address(site.ports.tracesOtlp),
      TEMPO_GRPC_PORT: String(grpc),
      TEMPO_MEMBERLIST_PORT: String(memberlist),
      PROMETHEUS_REMOTE_WRITE: local(site.ports.prometheus, '/api/v1/write'),
    },
    readyUrl: local(site.ports.traces, '/ready'),
  });
}

export function traceStandInSpec(site: Site): PartSpec {
  return spec(site, 'traces', {
    command: process.execPath,
    args: [
      join(PROJECT, 'tools/trace-store/main.ts'),
      String(site.ports.traces),
      String(site.ports.tracesOtlp),
    ],
    readyUrl: local(site.ports.traces, '/ready'),
  });
}
