import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dealFiles } from './deal-files.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'test-results/processes');

/** Writes a file for each process that runs the test files of the pattern; gives their pattern, for Node's test runner. */
export function writeProcesses(pattern: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = globSync(pattern, { cwd: root, exclude: (path) => path.includes('node_modules') })
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  const from = JSON.stringify(pathToFileURL(join(import.meta.dirname, 'share-process.ts')).href);
  for (const [index, { title, files: shared }] of dealFiles(files).entries()) {
    const urls = shared.map((name) => ({ name, url: pathToFileURL(join(root, name)).href }));
    // The runner takes files by name.
    const name = `${String(index).padStart(3, '0')}.test.mjs`;
    const text =
      shared.length === 1
        ? `import ${JSON.stringify(urls[0]?.url)};\n`
        : `import { shareProcess } from ${from};\nshareProcess(${JSON.stringify(title)}, ${JSON.stringify(urls)});\n`;
    writeFileSync(join(folder, name), text);
  }
  return 'test-results/processes/*.test.mjs';
}
