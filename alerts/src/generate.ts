import { alertingRule } from './alert.ts';
import { alertGroups } from './alert-groups.ts';
import { alertTests } from './alert-tests.ts';
import { markedYaml, ruleFile } from './rule-file.ts';
import { renderRunbook } from './runbook.ts';

/** Path from the root of the repository → content: the rules of every group, their tests, and the runbook. */
export function render(): Map<string, string> {
  const files = new Map([['docs/runbook.md', renderRunbook()]]);
  for (const group of alertGroups) {
    const alerts = { name: group.name, interval: '15s', rules: group.alerts.map(alertingRule) };
    const source = `alerts/src/groups/${group.name}.ts`;
    files.set(`alerts/rules/${group.name}.yaml`, ruleFile(source, [...group.recording, alerts]));
    files.set(`alerts/tests/${group.name}.yaml`, markedYaml(source, alertTests(group)));
  }
  return files;
}
