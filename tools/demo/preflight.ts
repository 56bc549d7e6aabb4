import { mkdirSync, statfsSync } from 'node:fs';
import { grafanaBinary } from '../stack/parts/grafana.ts';
import { assertPortsFree, type PortName, type Ports } from '../stack/ports.ts';

const NEEDED_GIB = 1;

/** Throws for what would keep the demo from running here: a line for each port that is taken, or that its data has no room. */
export async function preflight(dataDir: string, ports: Ports, full: boolean): Promise<void> {
  const unused: PortName[] = full ? (grafanaBinary() ? [] : ['grafana']) : ['loki', 'grafana'];
  await assertPortsFree(
    ports,
    (Object.keys(ports) as PortName[]).filter((name) => !unused.includes(name)),
  );
  mkdirSync(dataDir, { recursive: true });
  const { bavail, bsize } = statfsSync(dataDir);
  const free = (bavail * bsize) / 2 ** 30;
  if (free < NEEDED_GIB)
    throw new Error(
      `Only ${free.toFixed(1)} GiB of disk are free under ${dataDir}; the demo wants ${NEEDED_GIB}.`,
    );
}
