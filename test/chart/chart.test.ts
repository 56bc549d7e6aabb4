import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { toolPath } from '../../tools/tool-path.ts';
import { run } from '../containers/run.ts';
import { startApiServer } from './api-server.ts';
import { foreignKinds } from './foreign-kinds.ts';

const chart = join(PROJECT, 'helm/tallyscope');
const modes = readdirSync(join(chart, 'ci')).map((file) => file.replace('-values.yaml', ''));

it('passes its own unit tests', () => {
  const said = run(toolPath('helm-unittest'), [chart]);
  assert.match(said, /Test Suites: \d+ passed/);
});

describe('on a real API server', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tallyscope-chart-'));
  let server: Awaited<ReturnType<typeof startApiServer>>;
  const helm = (...args: string[]) =>
    run(toolPath('helm'), args, { env: { ...process.env, KUBECONFIG: server.kubeconfig, HOME: dir } });

  before(async () => {
    server = await startApiServer();
    const crds = join(dir, 'crds');
    mkdirSync(join(crds, 'templates'), { recursive: true });
    writeFileSync(join(crds, 'Chart.yaml'), 'apiVersion: v2\nname: crds\nversion: 0.0.0\n');
    for (const definition of foreignKinds()) {
      const { name } = (definition as { metadata: { name: string } }).metadata;
      writeFileSync(join(crds, 'templates', `${name}.yaml`), JSON.stringify(definition));
    }
    helm('install', 'crds', crds, '--wait=legacy', '--timeout=60s');
  });
  after(() => {
    server?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  for (const mode of modes) {
    it(`is installed, upgraded and removed in the mode "${mode}"`, () => {
      const values = join(chart, 'ci', `${mode}-values.yaml`);
      const options = ['-n', mode, '-f', values, '--no-hooks', '--wait=hookOnly'];
      helm('install', 'votes', chart, '--create-namespace', ...options);
      const objects = helm('get', 'manifest', 'votes', '-n', mode);
      assert.match(objects, /kind: Deployment/);
      helm('upgrade', 'votes', chart, ...options, '--set', 'image.tag=next');
      assert.match(helm('get', 'manifest', 'votes', '-n', mode), /tallyscope:next/);
      helm('uninstall', 'votes', '-n', mode, '--no-hooks', '--wait=hookOnly');
    });
  }
});
