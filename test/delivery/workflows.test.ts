import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { it } from 'node:test';
import { pythonTool } from '../../tools/python-tool.ts';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { toolPath } from '../../tools/tool-path.ts';
import { run } from '../containers/run.ts';

const folders = ['.github', 'helm/gitops/.github'];

it('actionlint has nothing to say of any workflow', () => {
  const workflows = folders.flatMap((folder) => globSync(`${folder}/workflows/*.yml`, { cwd: PROJECT }));
  assert.ok(workflows.length >= 6, `only ${workflows.join(', ')}`);
  assert.equal(run(toolPath('actionlint'), workflows, { cwd: PROJECT }), '');
});

it('zizmor finds nothing at its pedantic setting', () => {
  run(pythonTool('zizmor'), ['--quiet', '--offline', '--persona=pedantic', ...folders], { cwd: PROJECT });
});
