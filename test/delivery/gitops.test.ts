import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { toolPath } from '../../tools/tool-path.ts';
import { run } from '../containers/run.ts';

interface Destination {
  name: string;
  namespace: string;
}

const gitops = join(PROJECT, 'helm/gitops');
const read = (file: string) => parse(readFileSync(join(gitops, file), 'utf8'));
const folders = globSync('environments/*/config.yaml', { cwd: gitops }).map((file) => dirname(file));

describe('the GitOps repository', () => {
  it('has the three environments, each in a place that the project allows', () => {
    assert.deepEqual(folders.map((folder) => folder.split('/')[1]).sort(), ['dev', 'production', 'staging']);
    const allowed: Destination[] = read('argocd/project.yaml').spec.destinations;
    for (const folder of folders) {
      const { cluster, namespace, environment } = read(`${folder}/config.yaml`);
      assert.ok(allowed.some((to) => to.name === cluster && to.namespace === namespace));
      assert.equal(read(`${folder}/values.yaml`).config.DEPLOYMENT_ENVIRONMENT, environment);
    }
  });

  it('gives the ApplicationSet every parameter that its template asks for', () => {
    const template = readFileSync(join(gitops, 'argocd/applications.yaml'), 'utf8');
    const asked = new Set([...template.matchAll(/\{\{ \.(\w+) \}\}/g)].map(([, name = '']) => name));
    assert.ok(asked.size > 0);
    for (const folder of folders)
      for (const name of asked) assert.ok(name in read(`${folder}/config.yaml`), `${folder} has no ${name}`);
  });

  it('takes images and charts from where the workflows push them, and writes builds to dev alone', () => {
    const { spec } = read('argocd/image-updater.yaml');
    const [application, ...others] = spec.applicationRefs;
    assert.deepEqual(others, []);
    assert.equal(application.namePattern, 'tallyscope-dev');
    assert.equal(spec.writeBackConfig.gitConfig.writeBackTarget, 'helmvalues:/environments/dev/image.yaml');
    const [{ commonUpdateSettings, imageName }] = application.images;
    const pushed = readFileSync(join(PROJECT, '.github/workflows/image.yml'), 'utf8');
    assert.match(pushed, /"docker:\/\/\$IMAGE:build-\$GITHUB_RUN_NUMBER"/);
    assert.match('build-17', new RegExp(commonUpdateSettings.allowTags.replace(/^regexp:/, '')));
    for (const folder of folders) assert.equal(read(`${folder}/image.yaml`).image.repository, imageName);
  });

  for (const folder of folders) {
    it(`renders ${folder} with the chart, by digest where one is pinned`, () => {
      const values = ['values.yaml', 'image.yaml'].flatMap((file) => [
        '--values',
        join(gitops, folder, file),
      ]);
      const chart = join(PROJECT, 'helm/tallyscope');
      const digest = `sha256:${'a'.repeat(64)}`;
      const options = ['--api-versions', 'monitoring.coreos.com/v1', '--set', `image.digest=${digest}`];
      const objects = run(toolPath('helm'), ['template', 'tallyscope', chart, ...values, ...options]);
      assert.match(objects, /kind: Deployment/);
      assert.ok(objects.includes(`ghcr.io/tallyscope/tallyscope@${digest}`));
    });
  }
});
