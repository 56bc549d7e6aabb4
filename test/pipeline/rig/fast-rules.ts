import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../../tools/stack/config-dir.ts';

/** Writes the project's alert rules into `dir`, to be evaluated every two seconds instead of every minute; gives it. */
export function fastRules(dir: string): string {
  const from = join(PROJECT, 'alerts/rules');
  mkdirSync(dir, { recursive: true });
  for (const file of readdirSync(from)) {
    const text = readFileSync(join(from, file), 'utf8');
    writeFileSync(join(dir, file), text.replaceAll(/interval: \w+/g, 'interval: 2s'));
  }
  return dir;
}
