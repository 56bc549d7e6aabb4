import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Ports } from './ports.ts';

export const PROJECT = resolve(import.meta.dirname, '../..');

/** Folders of rules that take the place of the project's own. */
export interface Rules {
  alerts?: string;
  slo?: string;
}

/**
 * Lays out what Prometheus and Alertmanager read: the project's own files by link, and beside them what is
 * different on every machine, where to scrape and whom to tell. Gives the folder of the two files.
 */
export function layConfig(
  dir: string,
  ports: Ports,
  webhook: { alerts: string; watchdog: string },
  rules: Rules,
): string {
  rmSync(dir, { recursive: true, force: true });
  const otel = join(dir, 'otel');
  for (const folder of ['targets', 'notify']) mkdirSync(join(otel, folder), { recursive: true });
  for (const folder of ['alerts', 'slo'] as const) {
    mkdirSync(join(dir, folder));
    symlinkSync(resolve(rules[folder] ?? join(PROJECT, folder, 'rules')), join(dir, folder, 'rules'));
  }
  for (const file of ['prometheus.yaml', 'alertmanager.yaml'])
    symlinkSync(join(PROJECT, 'otel', file), join(otel, file));
  const targets = {
    prometheus: ports.prometheus,
    collector: ports.collectorMetrics,
    alertmanager: ports.alertmanager,
  };
  for (const [name, port] of Object.entries(targets)) {
    writeFileSync(join(otel, 'targets', `${name}.yaml`), `- targets: ["127.0.0.1:${port}"]\n`);
  }
  writeFileSync(join(otel, 'notify', 'alerts-url'), webhook.alerts, { mode: 0o600 });
  writeFileSync(join(otel, 'notify', 'watchdog-url'), webhook.watchdog, { mode: 0o600 });
  return otel;
}
