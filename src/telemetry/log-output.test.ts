import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { LogOutput } from './log-output.ts';

const program = join(import.meta.dirname, 'testing/logging-program.ts');
const written = Array.from({ length: 3010 }, (_, at) => String(at).padStart(5, '0'));

function start(t: TestContext, end: string): ChildProcess {
  const child = fork(program, [end], { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

/** The numbers of all lines that come out of it, each of which has to be whole. */
async function numbers(child: ChildProcess): Promise<string[]> {
  let text = '';
  for await (const chunk of child.stdout ?? []) text += chunk;
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => /^(\d{5}) x{193}$/.exec(line)?.[1] ?? line);
}

describe('LogOutput', () => {
  it('writes the lines of a turn in their order and in one call', async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'tallyscope-log-'));
    const path = join(directory, 'log');
    const fd = openSync(path, 'a');
    t.after(() => {
      closeSync(fd);
      rmSync(directory, { recursive: true });
    });
    const output = new LogOutput(fd);
    const calls = () => Number(/^syscw: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
    const before = calls();
    for (let at = 0; at < 500; at++) output.writeSoon(`${at}\n`);
    assert.equal(readFileSync(path, 'utf8'), '');
    await setImmediate();
    const after = calls();
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    assert.deepEqual(lines.map(Number), [...Array(500).keys()]);
    // Others in this process write as well.
    assert.ok(after - before < 100, `${after - before} calls`);
    output.writeSoon('soon\n');
    output.write('at once\n');
    assert.match(readFileSync(path, 'utf8'), /\nsoon\nat once\n$/);
  });

  it('holds nobody up while a pipe is full, and loses nothing', async (t) => {
    const child = start(t, 'tell');
    assert.deepEqual(await once(child, 'message'), ['still here', undefined]);
    assert.deepEqual(await numbers(child), written);
  });

  for (const [end, code] of [
    ['exit', 3],
    ['throw', 1],
  ] as const)
    it(`writes what waits before the process ends by ${end}`, async (t) => {
      const child = start(t, end);
      const exited = once(child, 'exit');
      assert.deepEqual(await numbers(child), written);
      assert.deepEqual(await exited, [code, null]);
    });

  it('writes all to a slow reader of a pipe', async () => {
    const command = `"$0" "$1" exit | { sleep 0.3; cat; }`;
    const child = spawn('sh', ['-c', command, process.execPath, program], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    assert.deepEqual(await numbers(child), written);
  });

  it('loses what comes while too much waits, and says how many lines', async (t) => {
    const child = start(t, 'flood');
    assert.deepEqual(await once(child, 'message'), ['still here', undefined]);
    const lines = await numbers(child);
    const whole = lines.filter((line) => /^\d{5}$/.test(line));
    assert.ok(whole.length > 15_000 && whole.length < 30_000, `${whole.length} lines`);
    assert.deepEqual(whole, [...whole].sort());
    const told = JSON.parse(lines.at(-1) ?? '');
    assert.equal(told.problem, `standard output was full: ${60_000 - whole.length} lines`);
  });

  it('does not wait for a reader that has stopped, nor fail for one that is gone', async (t) => {
    const stopped = start(t, 'exit');
    const gone = start(t, 'exit');
    gone.stdout?.destroy();
    assert.deepEqual(await Promise.all([once(stopped, 'exit'), once(gone, 'exit')]), [
      [3, null],
      [3, null],
    ]);
  });
});
