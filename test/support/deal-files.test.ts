import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dealFiles } from './deal-files.ts';

const file = (path: string, text = '') => ({ path, text });

test('files of a feature share a process, what is below it included', () => {
  const paths = ['src/features/votes/a.test.ts', 'src/features/votes/pages/b.test.ts'];
  assert.deepEqual(dealFiles(paths.map((path) => file(path))), [
    { title: 'src/features/votes', files: paths },
  ]);
});

test('files that start telemetry or the stack, and those of other folders, have processes of their own, which come first', () => {
  const alone = [
    'src/api-parity.test.ts',
    'src/commands/user.test.ts',
    'src/features/exports/exports.test.ts',
    'src/features/votes/spans.test.ts',
    'tools/stack/start-stack.test.ts',
  ];
  const starts: Record<string, string> = {
    'src/features/votes/spans.test.ts': 'const seen = startMemoryTelemetry();',
    'tools/stack/start-stack.test.ts': 'stack = await startStack({ dataDir });',
  };
  const shared = 'src/features/votes/a.test.ts';
  assert.deepEqual(
    dealFiles([file(shared), ...alone.map((path) => file(path, starts[path]))]),
    [...alone, shared].map((path) => ({
      title: path === shared ? 'src/features/votes' : path,
      files: [path],
    })),
  );
});

test('browser tests are two processes, one of which looks at all pages', () => {
  const paths = ['accounts', 'exports', 'pages', 'present'].map((name) => `test/browser/${name}.test.ts`);
  const [accounts = '', exports = '', pages = '', present = ''] = paths;
  assert.deepEqual(dealFiles(paths.map((path) => file(path))), [
    { title: 'test/browser/pages', files: [accounts, pages] },
    { title: 'test/browser', files: [exports, present] },
  ]);
});

test('no process has more than eight files, and none is left out', () => {
  const paths = Array.from({ length: 17 }, (_, index) => `src/plugins/${index}.test.ts`);
  const dealt = dealFiles(paths.map((path) => file(path)));
  assert.deepEqual(
    dealt.map(({ title, files }) => [title, files.length]),
    [
      ['src/plugins, 1 of 3', 6],
      ['src/plugins, 2 of 3', 6],
      ['src/plugins, 3 of 3', 5],
    ],
  );
  assert.deepEqual(dealt.flatMap(({ files }) => files).sort(), [...paths].sort());
});
