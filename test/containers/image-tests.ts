import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const IMPORTED = /^(?:import|export) (?!type )[^;]*?from '([^']+)';/gms;

/** Whether a file comes to import another below `folder`, by itself or by what it imports. Paths are from `root`. */
function reaches(root: string, file: string, folder: string, seen = new Set<string>()): boolean {
  if (file.startsWith(`${folder}/`)) return true;
  if (seen.has(file)) return false;
  seen.add(file);
  const imports = [...readFileSync(join(root, file), 'utf8').matchAll(IMPORTED)].flatMap(([, from = '']) => {
    if (from.startsWith('#src/')) return [from.slice(1)];
    return from.startsWith('.') ? [relative(root, join(root, dirname(file), from))] : [];
  });
  return imports.some((one) => one.endsWith('.ts') && reaches(root, one, folder, seen));
}

/** The tests that an image can run: those of the patterns that need no program built from `tools`, for which it has no compiler. */
export const testsForImages = (root: string, patterns = ['src/**/*.test.ts']): string[] =>
  globSync(patterns, { cwd: root }).filter((file) => !reaches(root, file, 'tools'));
