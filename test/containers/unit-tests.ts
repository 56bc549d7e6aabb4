// Runs the unit tests on an image's own Node, packages and system: `node test/containers/unit-tests.ts IMAGE [PATTERN…]`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { testsForImages } from './image-tests.ts';

const root = join(import.meta.dirname, '../..');
const [image = '', ...patterns] = process.argv.slice(2);
if (!image) throw new Error('name an image');

/** What the tests need and the image leaves out, put beside what it has. */
const added = ['src', 'test', 'node_modules/fast-check', 'node_modules/pure-rand'];
const mounts = added.flatMap((path) => ['--volume', `${join(root, path)}:/app/${path}:ro`]);

const { status } = spawnSync(
  'docker',
  [
    ...[
      'run',
      '--rm',
      '--cap-drop',
      'ALL',
      '--security-opt',
      'no-new-privileges',
      '--tmpfs',
      '/tmp:mode=1777',
    ],
    ...[...mounts, '--entrypoint', 'node', image],
    ...['--test', '--test-reporter=spec', '--test-global-setup=test/support/global-setup.ts'],
    ...testsForImages(root, patterns.length > 0 ? patterns : undefined),
  ],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
