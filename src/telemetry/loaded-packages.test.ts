import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { eventually } from '../../test/support/eventually.ts';

const run = promisify(execFile);
const bundle = '@opentelemetry/auto-instrumentations-node';
const parts = ['aws-sdk', 'pg', 'pino', 'runtime-node', 'undici'];

/** The packages that a process with telemetry loads before it serves. */
async function loadedPackages(env: Record<string, string> = {}): Promise<string[]> {
  const hook = import.meta.resolve('./testing/loaded-packages.ts');
  const register = import.meta.resolve('./register.js');
  const serve = JSON.stringify(import.meta.resolve('../commands/serve.ts'));
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  // No backend is asked for anything: the process ends at once.
  const program = `await import(${serve}); process.exit()`;
  const { stdout } = await run(
    process.execPath,
    ['--import', hook, '--import', register, '--input-type=module', '--eval', program],
    { env: { PATH, NODE_COMPILE_CACHE, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', ...env } },
  );
  return JSON.parse(stdout);
}

describe('what a start loads', () => {
  it('is what it needs: the rest waits for a job, a setting or a pending migration', async () => {
    const loaded = await loadedPackages();
    assert.ok(loaded.includes('fastify') && loaded.includes('@opentelemetry/sdk-trace'));
    const costly = [bundle, '@opentelemetry/sdk-node', '@grpc/grpc-js', '@aws-sdk/client-s3', 'typebox'];
    for (const name of [...costly, 'ioredis', 'rate-limiter-flexible', 'pg-boss', 'umzug'])
      assert.ok(!loaded.includes(name), `${name} is loaded`);
  });

  it('is JavaScript from the second start on, since the first keeps what it stripped of types', async () => {
    const register = import.meta.resolve('./register.js');
    const serve = JSON.stringify(import.meta.resolve('../commands/serve.ts'));
    const program = `await import(${serve}); console.log(process.moduleLoadList.join('\\n')); process.exit()`;
    const start = async () => {
      const env = { PATH: process.env.PATH, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
      const args = ['--import', register, '--input-type=module', '--eval', program];
      return (await run(process.execPath, args, { env })).stdout.split('\n');
    };
    await start();
    // A checkout beside this one that shares its packages keeps other code under the same names, and may just have done so.
    await eventually(
      async () => {
        const loaded = await start();
        assert.ok(loaded.includes('NativeModule internal/modules/typescript'));
        assert.deepEqual(
          loaded.filter((name) => name.includes('amaro')),
          [],
        );
        // The client of fetch, which an import of node:http would load.
        assert.ok(loaded.includes('NativeModule http') && !loaded.some((name) => name.includes('undici')));
      },
      { withinMs: 60_000 },
    );
  });

  it('finds its files where package.json says they are', async () => {
    const register = import.meta.resolve('./register.js');
    const program = `console.log(import.meta.resolve('#src/telemetry/state.ts'))`;
    const { stdout } = await run(
      process.execPath,
      ['--import', register, '--input-type=module', '--eval', program],
      { cwd: import.meta.dirname, env: {} },
    );
    assert.equal(stdout.trim(), import.meta.resolve('#src/telemetry/state.ts'));
  });

  it('has the instrumentations for what the program uses', async () => {
    const loaded = await loadedPackages();
    const names = loaded.filter((name) => name.startsWith('@opentelemetry/instrumentation-'));
    assert.deepEqual(
      names,
      parts.map((part) => `@opentelemetry/instrumentation-${part}`),
    );
  });

  it('comes from the bundle where others are asked for', async () => {
    assert.ok((await loadedPackages({ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'pg,dns' })).includes(bundle));
  });

  it('takes the parts in the versions that the bundle has', () => {
    const ours = createRequire(import.meta.url);
    const theirs = createRequire(ours.resolve(bundle));
    for (const part of parts) {
      const name = `@opentelemetry/instrumentation-${part}`;
      assert.equal(theirs.resolve(name), ours.resolve(name));
    }
  });
});
