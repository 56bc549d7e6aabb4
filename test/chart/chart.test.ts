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
import { previousChart } from './previous-chart.ts';

const chart = join(PROJECT, 'helm/tallyscope');
const modesOf = (folder: string) =>
  readdirSync(join(folder, 'ci')).map((file) => file.replace('-values.yaml', ''));

it('passes its own unit tests', () => {
  const said = run(toolPath('helm-unittest'), [chart]);
  assert.match(said, /Test Suites: \d+ passed/);
});

describe('on a real API server, with the schemas of the operators', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tallyscope-chart-'));
  let server: Awaited<ReturnType<typeof startApiServer>>;
  const helm = (...args: string[]) =>
    run(toolPath('helm'), args, { env: { ...process.env, KUBECONFIG: server.kubeconfig, HOME: dir } });
  const options = (namespace: string, folder: string, mode: string) => {
    const values = join(folder, 'ci', `${mode}-values.yaml`);
    return ['-n', namespace, '-f', values, '--no-hooks', '--wait=hookOnly'];
  };
  /** A chart of those files alone. */
  const makeChart = (name: string, files: Record<string, string>) => {
    const folder = join(dir, name);
    for (const [path, content] of Object.entries({
      'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 0.0.0\n`,
      ...files,
    })) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return folder;
  };

  before(async () => {
    server = await startApiServer();
    const definitions = foreignKinds().map((definition, n) => [`crds/${n}.json`, JSON.stringify(definition)]);
    helm('install', 'operators', makeChart('operators', Object.fromEntries(definitions)), '--timeout=60s');
  });
  after(() => {
    server?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  for (const mode of modesOf(chart)) {
    it(`is installed, upgraded and removed in the mode "${mode}"`, () => {
      helm('install', 'votes', chart, '--create-namespace', ...options(mode, chart, mode));
      const objects = helm('get', 'manifest', 'votes', '-n', mode);
      assert.match(objects, /kind: Deployment/);
      helm('upgrade', 'votes', chart, ...options(mode, chart, mode), '--set', 'image.tag=next');
      assert.match(helm('get', 'manifest', 'votes', '-n', mode), /tallyscope:next/);
      helm('uninstall', 'votes', '-n', mode, '--no-hooks', '--wait=hookOnly');
    });
  }

  it('starts pods anew when what they are given has changed, and only then', () => {
    const given = (revision: Record<string, string>) =>
      makeChart('given', {
        'templates/given.yaml': [
          'tallyscope',
          'tallyscope-database',
          'tallyscope-signing-key',
          'tallyscope-database-ca',
        ]
          .map((name) => {
            const kind = name.endsWith('-ca') ? 'ConfigMap' : 'Secret';
            const data = { [kind === 'Secret' ? 'stringData' : 'data']: { it: revision[name] ?? 'first' } };
            return JSON.stringify({ apiVersion: 'v1', kind, metadata: { name }, ...data });
          })
          .join('\n---\n'),
      });
    const checksums = () => {
      helm('upgrade', '--install', 'votes', chart, ...options('given', chart, 'tls'));
      const found = helm('get', 'manifest', 'votes', '-n', 'given').matchAll(/checksum\/(\S+): (\w+)/g);
      return Object.fromEntries([...found].map(([, name, sum]) => [name, sum]));
    };
    helm('install', 'given', given({}), '--create-namespace', '-n', 'given');
    const first = checksums();
    assert.deepEqual(checksums(), first);
    for (const [name, annotation] of Object.entries({
      tallyscope: 'secret',
      'tallyscope-database': 'database',
      'tallyscope-signing-key': 'signing-key',
      'tallyscope-database-ca': 'database-ca',
    })) {
      helm('upgrade', 'given', given({ [name]: 'second' }), '-n', 'given');
      const next = checksums();
      const changed = Object.keys(first).filter((one) => next[one] !== first[one]);
      assert.deepEqual(changed, [annotation]);
    }
  });

  it('is installed in every mode under the longest name that Helm takes', () => {
    for (const mode of modesOf(chart)) {
      const name = `votes-of-${'a'.repeat(44)}`;
      helm('install', name, chart, '--create-namespace', ...options(`long-${mode}`, chart, mode));
    }
  });

  it('is upgraded from the release before, in every mode that had', (t) => {
    const old = previousChart(join(dir, 'previous'));
    if (!old) return t.skip('this clone has no history');
    for (const mode of modesOf(old)) {
      const namespace = `from-${mode}`;
      helm('install', 'votes', old, '--create-namespace', ...options(namespace, old, mode));
      helm('upgrade', 'votes', chart, ...options(namespace, chart, mode));
      helm('rollback', 'votes', '1', '-n', namespace, '--no-hooks', '--wait=hookOnly');
    }
  });

  it('would hear of a field that an operator does not know', () => {
    for (const [name, object] of Object.entries({
      traefik: {
        apiVersion: 'traefik.io/v1alpha1',
        kind: 'Middleware',
        metadata: { name: 'wrong' },
        spec: { rateLimit: { averge: 1 } },
      },
      database: {
        apiVersion: 'postgresql.cnpg.io/v1',
        kind: 'Cluster',
        metadata: { name: 'wrong' },
        spec: { instances: 1, storige: {} },
      },
    })) {
      const wrong = makeChart(`wrong-${name}`, { 'templates/wrong.yaml': JSON.stringify(object) });
      assert.throws(() => helm('install', `wrong-${name}`, wrong), /averge|storige/);
    }
  });
});
