import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { healthy, originOf, startContainer } from './container.ts';
import { buildImage, IMAGE } from './image.ts';
import { testsForImages } from './image-tests.ts';
import { run } from './run.ts';

const tallyscope = ['node', '--import', './src/telemetry/register.js', 'src/main.ts'];

// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests look at
const get = async (url: string): Promise<any> => (await fetch(url)).json();

describe('the container image', () => {
  const started: string[] = [];
  const volumes: string[] = [];
  before(buildImage);
  after(() => {
    for (const id of started) run('docker', ['rm', '--force', '--volumes', id]);
    for (const volume of volumes) run('docker', ['volume', 'rm', volume]);
  });

  const inspect = (format: string) => run('docker', ['image', 'inspect', '-f', format, IMAGE]);

  it('says what it is, runs as nobody special and knows when it is healthy', () => {
    assert.equal(inspect('{{.Config.User}}'), '65532:0');
    assert.equal(inspect('{{index .Config.Labels "org.opencontainers.image.revision"}}'), 'abc123');
    assert.match(inspect('{{.Config.Healthcheck.Test}}'), /healthz/);
    const size = Number(inspect('{{.Size}}')) / 1e6;
    process.stdout.write(`# the image has ${size.toFixed(0)} MB unpacked\n`);
    assert.ok(size < 240, `${size} MB`);
  });

  it('holds no tests, no package manager and no compiler types', () => {
    const list = `import { globSync } from 'node:fs'; console.log(globSync(['src/**/*.test.ts', 'src/**/testing/*', 'node_modules/**/*.ts', 'node_modules/*/test/**']).length)`;
    const node = ['run', '--rm', '--entrypoint', 'node', IMAGE];
    assert.equal(run('docker', [...node, '--input-type=module', '-e', list]), '0');
    assert.throws(() => run('docker', ['run', '--rm', '--entrypoint', 'npm', IMAGE, '--version']));
  });

  it('has what it loads compiled for whom it runs as, who cannot change it', () => {
    const ask = `import { enableCompileCache, getCompileCacheDir } from 'node:module';
      import { accessSync, constants as access, readdirSync } from 'node:fs';
      enableCompileCache('node_modules/.cache/compiled');
      const directory = getCompileCacheDir();
      const files = readdirSync(directory);
      let changeable = true;
      try { accessSync(directory + '/' + files[0], access.W_OK) } catch { changeable = false }
      console.log(changeable ? 0 : files.length)`;
    // V8 keeps what it compiles apart by its flags.
    const entry: string[] = JSON.parse(inspect('{{json .Config.Entrypoint}}'));
    const flags = entry.slice(1, entry.indexOf('--import'));
    const node = ['run', '--rm', '--entrypoint', 'node', IMAGE, ...flags];
    const compiled = Number(run('docker', [...node, '--input-type=module', '-e', ask]));
    assert.ok(compiled > 1000, `${compiled} modules`);
  });

  it("runs the project's own tests on its Node, its packages and its system", () => {
    const program = join(import.meta.dirname, 'unit-tests.ts');
    const said = run(process.execPath, [program, IMAGE, 'src/{config,database,plugins}/**/*.test.ts']);
    assert.match(said, /^ℹ pass [1-9]\d+$/m);
  });

  it('can run the tests that need no built tool, which are most', () => {
    const root = join(import.meta.dirname, '../..');
    const left = testsForImages(root);
    assert.ok(left.length > 100, `only ${left.length}`);
    assert.ok(!left.includes('src/features/exports/exports.test.ts'), 'it needs the S3 server');
  });

  for (const user of ['65532:0', '12345', '12345:54321']) {
    it(`as user ${user} on a read-only file system it counts votes that outlive a kill`, async () => {
      const volume = `tallyscope-test-${randomUUID()}`;
      volumes.push(volume);
      const id = startContainer({ volume, user });
      started.push(id);
      await healthy(id);
      run('docker', ['exec', id, ...tallyscope, 'seed']);
      const version = await get(`${originOf(id)}/version`);
      assert.deepEqual({ build: version.build, commit: version.commit }, { build: '7', commit: 'abc123' });

      const api = () => `${originOf(id)}/api/v1/questions`;
      const { questions } = await get(api());
      const question = questions.find(
        ({ policy, kind }: { policy: string; kind: string }) => policy === 'open' && kind === 'single',
      );
      const results = () => get(`${api()}/${question.slug}/results`);
      const { total: before } = await results();
      for (let n = 0; n < 10; n += 1) {
        const answer = await fetch(`${api()}/${question.slug}/votes`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
          body: JSON.stringify({ choices: [question.choices[0].id] }),
        });
        assert.equal(answer.status, 201, await answer.text());
      }
      run('docker', ['kill', id]);
      run('docker', ['start', id]);
      await healthy(id);
      const { total } = await results();
      assert.equal(total - before, 10);

      run('docker', ['stop', '--time', '20', id]);
      assert.equal(run('docker', ['inspect', '-f', '{{.State.ExitCode}}', id]), '0');
      assert.match(run('docker', ['logs', id]), /"stopping"/);
    });
  }
});
