import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleFile } from '../../alerts/src/rule-file.ts';
import { readSlos } from '../../slo/src/read-slo.ts';
import { sloRules } from '../../slo/src/slo-rules.ts';
import { PROJECT, type Rules } from '../../tools/stack/config-dir.ts';
import type { Stack } from '../../tools/stack/start-stack.ts';
import { scaleRoutes, scaleRules } from './scale-rules.ts';
import { ALERT_SCALE, SLO_SCALE } from './time-to-fire.ts';

/** Writes the project's rules below the folder, at the drill's scale. */
export function writeScaledRules(dir: string): Required<Rules> {
  const folders = { alerts: join(dir, 'alerts'), slo: join(dir, 'slo') };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  const from = join(PROJECT, 'alerts/rules');
  for (const file of readdirSync(from)) {
    const text = scaleRules(readFileSync(join(from, file), 'utf8'), ALERT_SCALE);
    writeFileSync(join(folders.alerts, file), text);
  }
  for (const slo of readSlos()) {
    const text = ruleFile(`slo/${slo.name}.yaml`, [sloRules(slo, SLO_SCALE)]);
    writeFileSync(join(folders.slo, `${slo.name}.yaml`), text);
  }
  return folders;
}

/** Makes the Alertmanager of a running stack wait less before it tells. */
export async function shortenWaits(stack: Stack): Promise<void> {
  const file = join(stack.dataDir, 'config/otel/alertmanager.yaml');
  const text = readFileSync(file, 'utf8');
  // It is a link to the project's own.
  rmSync(file);
  writeFileSync(file, scaleRoutes(text, ALERT_SCALE));
  const response = await fetch(`${stack.urls.alertmanager}/-/reload`, { method: 'POST' });
  if (!response.ok) throw new Error(`Alertmanager refuses the scaled routes: ${await response.text()}`);
}
