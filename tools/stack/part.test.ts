import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '#src/database/embedded/server-process.ts';
import { Part } from './part.ts';
import { assertPortsFree, fixedPorts, freePorts, holdPorts } from './ports.ts';

const dir = mkdtempSync(join(tmpdir(), 'part-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const LISTEN = "require('http').createServer((q, r) => r.end()).listen(process.argv[1], '127.0.0.1')";

async function server(name: string, script = LISTEN): Promise<Part> {
  const [port] = await holdPorts(1);
  return new Part({
    name,
    command: process.execPath,
    args: ['-e', script, String(port)],
    readyUrl: `http://127.0.0.1:${port}/`,
    logFile: join(dir, `${name}.log`),
  });
}

test('a part starts, is killed, starts again and stops', async () => {
  const part = await server('web');
  await part.start();
  const first = part.pid;
  assert.ok(first && isAlive(first));
  await part.kill('SIGKILL');
  assert.equal(part.pid, undefined);
  assert.equal(await part.ended(), 'SIGKILL');
  await part.start();
  await part.restart();
  assert.notEqual(part.pid, first);
  await part.stop();
  assert.equal(part.pid, undefined);
});

test('a part whose port another one answers on is not taken for ready', async (t) => {
  const part = await server('second');
  const foreign = createHttpServer((_, response) => response.end());
  t.after(() => foreign.close());
  await once(foreign.listen(Number(new URL(part.spec.readyUrl).port), '127.0.0.1'), 'listening');
  await assert.rejects(part.start(), /^Error: second ended with code 1 \(Error: listen EADDRINUSE: /);
});

test('a part that ends says its last words, not that of a request refused before', async () => {
  const refused = JSON.stringify({ level: 30, 'error.type': 'busy' });
  const part = await server('brief', `console.log('${refused}\\ntallyscope: no database'); process.exit(1)`);
  await assert.rejects(part.start(), /^Error: brief ended with code 1 \(tallyscope: no database\)/);
});

test('a part is ready when a process that it started listens', async () => {
  const child = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(LISTEN)}, process.argv[1]])`;
  const part = await server('parent', child);
  await part.start();
  const pid = part.pid as number;
  await part.kill('SIGKILL');
  process.kill(-pid, 'SIGKILL');
});

test('a part that ends at once is told of in one line with its own last words', async () => {
  const part = await server('broken', "console.error('no such option'); process.exit(3)");
  await assert.rejects(part.start(), {
    message: `broken ended with code 3 (no such option); its log is ${join(dir, 'broken.log')}.`,
  });
});

test('a crash of Node is told of by its error, not by the trace below it', async () => {
  const part = await server('crash', "throw new Error('no such file')");
  await assert.rejects(part.start(), /^Error: crash ended with code 1 \(Error: no such file\); /);
});

test('a command that is not there is told of in one line', async () => {
  const part = new Part({ ...(await server('absent')).spec, command: join(dir, 'absent') });
  await assert.rejects(part.start(), /^Error: absent could not be started: spawn .*ENOENT\.$/);
});

test('parts do not outlive a killed owner', async () => {
  const part = (await server('orphan')).spec;
  const script = `import { Part } from ${JSON.stringify(join(import.meta.dirname, 'part.ts'))};
    const part = new Part(${JSON.stringify(part)}); await part.start(); console.log(part.pid); setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = Number(String((await once(owner.stdout, 'data'))[0]));
  assert.ok(isAlive(pid));
  owner.kill('SIGKILL');
  for (let waited = 0; isAlive(pid) && waited < 10_000; waited += 100) await sleep(100);
  assert.equal(isAlive(pid), false);
});

test('taken ports are named, all of them, with the variables that change them', async (t) => {
  const ports = await freePorts();
  await assertPortsFree(ports, ['prometheus', 's3', 'otlp']);
  for (const port of [ports.s3, ports.otlp]) {
    const taken = createServer().listen(port, '127.0.0.1');
    t.after(() => taken.close());
    await once(taken, 'listening');
  }
  const advice = 'is taken: stop what listens there, or choose another with';
  await assert.rejects(assertPortsFree(ports, ['prometheus', 's3', 'otlp']), {
    message: `Port ${ports.s3} for the S3 server ${advice} S3_PORT=<port>.\nPort ${ports.otlp} for the Collector (OTLP) ${advice} OTLP_PORT=<port>.`,
  });
});

test('ports come from their variables, and bad ones are refused', () => {
  assert.equal(fixedPorts({}).prometheus, 9090);
  assert.equal(fixedPorts({ PROMETHEUS_PORT: '19090' }).prometheus, 19090);
  for (const value of ['0', '65536', 'x', '1.5']) {
    assert.throws(() => fixedPorts({ S3_PORT: value }), { message: `S3_PORT=${value} is not a port.` });
  }
});

test('ports that one process holds are given to no other until it has ended', async () => {
  // Few enough to ask for all of them, and most likely nobody else's.
  const range = { from: 10_000 + randomInt(8000), count: 20 };
  const script = `import { holdPorts } from ${JSON.stringify(join(import.meta.dirname, 'ports.ts'))};
    console.log(JSON.stringify(await holdPorts(12, ${JSON.stringify(range)}))); setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const theirs = new Set<number>(JSON.parse(String((await once(other.stdout, 'data'))[0])));
  const left = async (): Promise<number[]> =>
    holdPorts(1, range).then(
      async (ports) => [...ports, ...(await left())],
      () => [],
    );
  const ours = await left();
  assert.ok(ours.length > 0 && ours.every((port) => !theirs.has(port)));
  await assert.rejects(holdPorts(1, range), {
    message: `Fewer than 1 of the ports from ${range.from} on are free.`,
  });
  other.kill('SIGKILL');
  await once(other, 'exit');
  const freed = await left();
  assert.ok(freed.length > 0 && freed.every((port) => theirs.has(port)));
});

test('free ports are all different', async () => {
  const ports = Object.values(await freePorts());
  assert.equal(new Set(ports).size, ports.length);
});
