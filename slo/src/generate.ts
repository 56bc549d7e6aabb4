import { markedYaml, ruleFile } from '../../alerts/src/rule-file.ts';
import { readSlos } from './read-slo.ts';
import { renderReadme } from './readme.ts';
import { sloRules } from './slo-rules.ts';
import { longWindowTests, sloTests } from './slo-tests.ts';

/** Path from the root of the repository → content: rules, their tests and the document of every SLO. */
export function render(): Map<string, string> {
  const files = new Map<string, string>();
  const slos = readSlos();
  for (const slo of slos) {
    files.set(`slo/rules/${slo.name}.yaml`, ruleFile(`slo/${slo.name}.yaml`, [sloRules(slo)]));
    files.set(`slo/tests/${slo.name}.yaml`, markedYaml(`slo/${slo.name}.yaml`, sloTests(slo)));
  }
  const [representative] = slos.filter(({ name }) => name === 'vote-availability');
  if (representative) {
    files.set(
      'slo/tests/long-windows.yaml',
      markedYaml('slo/vote-availability.yaml', longWindowTests(representative)),
    );
  }
  files.set('slo/README.md', renderReadme(slos));
  return files;
}
