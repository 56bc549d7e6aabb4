import { alertingRule } from './alert.ts';
import { alertGroups } from './alert-groups.ts';
import { alertTests } from './alert-tests.ts';
import { markedYaml, ruleFile } from './rule-file.ts';

/** Path from the root of the repository → content: the rules of every group, and their tests. */
export function render(): Map<string, string> {
  const files = new Map<string, string>();
  for (const group of alertGroups) {
    const alerts = { name: group.name, interval: '15s', rules: group.alerts.map(alertingRule) };
    const source = `alerts/src/groups/${group.name}.ts`;
    files.set(`alerts/rules/${group.name}.yaml`, ruleFile(source, [...group.recording, alerts]));
    files.set(`alerts/tests/${group.name}.yaml`, markedYaml(source, alertTests(group)));
  }
  return files;
}
