import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

/** Runs files of these texts in one process, without what says that this is a test and on a terminal; gives what it prints. */
function runTogether(texts: string[]): { code: number | null; said: string[]; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'tallyscope-shared-'));
  try {
    const files = texts.map((text, index) => {
      const file = join(folder, `${index}.test.mjs`);
      writeFileSync(file, text);
      return { name: `file ${index}`, url: pathToFileURL(file).href };
    });
    const shared = pathToFileURL(join(import.meta.dirname, 'share-process.ts')).href;
    const entry = join(folder, 'entry.mjs');
    writeFileSync(
      entry,
      `import { shareProcess } from ${JSON.stringify(shared)}; shareProcess('together', ${JSON.stringify(files)});`,
    );
    const { NODE_TEST_CONTEXT: _, FORCE_COLOR: __, ...env } = process.env;
    const { status, stdout } = spawnSync(process.execPath, ['--test-reporter=spec', entry], {
      env,
      encoding: 'utf8',
    });
    return {
      code: status,
      said: [...stdout.matchAll(/^say (.*)$/gm)].map(([, text]) => text ?? ''),
      output: stdout,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const importing = "import assert from 'node:assert'; import { after, before, test } from 'node:test';";

test('each file is loaded when the one before it has ended, with all its hooks', () => {
  const file = (name: string) => `${importing}
    console.log('say ${name} loads');
    await 1;
    before(() => console.log('say ${name} begins'));
    after(() => console.log('say ${name} ends'));
    test('one of ${name}', () => console.log('say ${name} runs'));`;
  const { code, said } = runTogether([file('a'), file('b')]);
  assert.deepEqual(
    said,
    ['a', 'b'].flatMap((name) => ['loads', 'begins', 'runs', 'ends'].map((step) => `${name} ${step}`)),
  );
  assert.equal(code, 0);
});

test('a failure says in which file it was, and the files after it still run', () => {
  const { code, said, output } = runTogether([
    `${importing} test('fails', () => assert.fail('as it should'));`,
    "throw new Error('cannot be loaded');",
    `${importing} after(() => assert.fail('cannot be cleared')); test('passes', () => undefined);`,
    `${importing} test('passes', () => console.log('say still here'));`,
  ]);
  assert.equal(code, 1);
  assert.deepEqual(said, ['still here']);
  const [, failures = ''] = output.split('failing tests:');
  assert.match(failures, /0\.test\.mjs:1:\d+\n✖ fails/);
  assert.match(failures, /✖ file 1 .*\n\s+Error: cannot be loaded/);
  assert.match(failures, /✖ file 2 .*\n[\s\S]*cannot be cleared/);
});

test('what is for all files of the process ends after the last of them', () => {
  const shared = pathToFileURL(join(import.meta.dirname, 'share-process.ts')).href;
  const file = (name: string) => `${importing} import { atEnd } from ${JSON.stringify(shared)};
    after(() => console.log('say ${name} ends'));
    atEnd(async () => console.log('say all is over, since ${name}'));
    test('one of ${name}', () => undefined);`;
  const over = (name: string) => `all is over, since ${name}`;
  assert.deepEqual(runTogether([file('a'), file('b')]).said, ['a ends', 'b ends', over('a'), over('b')]);
});
