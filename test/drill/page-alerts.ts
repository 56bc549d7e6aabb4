import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { RuleGroup } from '../../alerts/src/rule-file.ts';
import { PROJECT } from '../../tools/stack/config-dir.ts';

/** Names of the alerts that wake someone, as the rule files have them. */
export function pageAlerts(): string[] {
  const files = ['alerts/rules', 'slo/rules'].flatMap((folder) =>
    readdirSync(join(PROJECT, folder)).map((file) => join(PROJECT, folder, file)),
  );
  const rules = files.flatMap((file) =>
    (parse(readFileSync(file, 'utf8')) as { groups: RuleGroup[] }).groups.flatMap((group) => group.rules),
  );
  return rules
    .flatMap((rule) => ('alert' in rule && rule.labels.severity === 'page' ? [rule.alert] : []))
    .sort();
}
