import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { pythonTool } from '../../tools/python-tool.ts';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { toolPath } from '../../tools/tool-path.ts';
import { run } from '../containers/run.ts';
import { createTestDatabase } from '../support/database.ts';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { createTestApp } from '../support/test-app.ts';
import { validateManifests } from './kubernetes-validate.ts';

const chart = join(PROJECT, 'helm/tallyscope');
const dir = mkdtempSync(join(tmpdir(), 'tallyscope-manifests-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const files = readdirSync(join(chart, 'ci')).map((values) => {
  const file = join(dir, values);
  const args = ['template', 'votes', chart, '--namespace', 'voting', '-f', join(chart, 'ci', values)];
  writeFileSync(file, run(toolPath('helm'), args));
  return file;
});

/** What the scanner asks for and the chart does not do, with the reason. */
const EXCEPTIONS = {
  CKV_K8S_8: 'pods of Jobs and of helm test end by themselves: nothing is to be restarted',
  CKV_K8S_9: 'nor are they sent traffic',
  CKV_K8S_11: 'a CPU limit throttles a pod that could have been answering voters; requests share the CPU',
  CKV_K8S_15: 'a tag of this project is one image for ever, and a digest can be set',
  CKV_K8S_21: 'the namespace is chosen at installation: no manifest of a chart names one',
  CKV_K8S_43: 'the digest of an image is the value image.digest of whoever installs it',
  CKV_K8S_35: 'who may read the environment of a pod may read its files; a changed Secret restarts the pods',
} as const;

describe('the manifests of every mode', () => {
  for (let minor = 30; minor <= 37; minor += 1) {
    it(`have no field that Kubernetes 1.${minor} does not know`, () => {
      const passed = validateManifests(`1.${minor}`, files);
      for (const file of files)
        assert.ok(
          passed.some((line) => line.includes(file)),
          file,
        );
      assert.ok(passed.length > 40, `${passed.length} objects`);
    });
  }

  it('are found wanting where a field is misspelt', () => {
    const wrong = join(dir, 'wrong.yaml');
    writeFileSync(
      wrong,
      readFileSync(files[0] ?? '', 'utf8').replace('terminationGracePeriodSeconds', 'terminationGrace'),
    );
    assert.throws(() => validateManifests('1.34', [wrong]), /terminationGrace/);
  });

  it('give checkov nothing to say that is not answered', () => {
    const args = ['--framework', 'kubernetes', '--compact', '--quiet', '--skip-check'];
    const skip = Object.keys(EXCEPTIONS).join(',');
    run(pythonTool('checkov'), [...args, skip, ...files.flatMap((file) => ['--file', file])], {
      env: { ...process.env, LOG_LEVEL: 'CRITICAL' },
    });
  });
});

describe('what CronJobs run', () => {
  it('is a command as the program takes it', async (t) => {
    const { PATH = '' } = process.env;
    const env = { PATH, DATABASE_URL: await createTestDatabase(t) };
    const jobs = files
      .flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS()))
      .filter((object) => object?.kind === 'CronJob');
    const commands = new Set(
      jobs.map(({ spec }) => spec.jobTemplate.spec.template.spec.containers[0].args.join(' ')),
    );
    const said = [...commands].map((command) => {
      const args = [join(PROJECT, 'src/main.ts'), ...command.split(' ')];
      const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
      return [command, status === 0 ? '' : stderr.trim()];
    });
    const noBucket = 'tallyscope: No S3 bucket is configured: set S3_BUCKET and restart the service.';
    assert.deepEqual(said.toSorted(), [
      ['export --all --prefix nightly', noBucket],
      ['export --all --prefix weekly --together', noBucket],
      ['rank', ''],
    ]);
  });
});

describe('the pod of helm test', () => {
  const cleanup = suiteCleanup();

  it('queries the service and votes, and fails where it cannot', async () => {
    const test = await createTestApp(cleanup);
    const origin = await test.app.listen({ host: '127.0.0.1', port: 0 });
    const { id } = await test.published();
    const rendered = readFileSync(files[0] ?? '', 'utf8');
    const pod = parseAllDocuments(rendered)
      .map((document) => document.toJS())
      .find((object) => object?.metadata?.annotations?.['helm.sh/hook'] === 'test');
    const [{ command, args }] = pod.spec.containers;
    const script = join(dir, 'vote.mjs');
    assert.deepEqual(command, ['node', '--input-type=module', '-e']);
    writeFileSync(script, args[0]);
    const vote = async (at: string) => {
      const child = spawn(process.execPath, [script], { env: { ORIGIN: at }, stdio: 'ignore' });
      const [code] = await once(child, 'exit');
      return code;
    };
    assert.equal(await vote(origin), 0);
    const [rows] = await test.database.sequelize.query(
      `SELECT count(*)::int AS votes FROM ballots WHERE question_id = ${id}`,
    );
    assert.deepEqual(rows, [{ votes: 1 }]);
    assert.notEqual(await vote('http://127.0.0.1:1'), 0);
  });
});
