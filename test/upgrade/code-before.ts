import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { git, isClone } from '../support/git.ts';

const line = (...args: string[]) =>
  git(...args)
    .toString()
    .trim();

/**
 * The commit of the newest release; before there is one, that before the newest change of a migration: code that does not know the schema
 * it will meet. Where the history does not reach back so far, as in an archive or a shallow clone, it says what is missing.
 */
export function commitBefore(): { commit: string; is: string; missing?: string } {
  const unknown = (missing: string) => ({ commit: '', is: 'unknown', missing });
  if (!isClone) return unknown('no history to take the code of before from');
  const [release] = line('tag', '--merged', 'HEAD', '--sort=-version:refname', '--list', 'v*').split('\n');
  if (release) return { commit: release, is: `release ${release}` };
  const changed = line('log', '-1', '--format=%H', '--', 'src/database/migrations');
  if (line('rev-parse', '--is-shallow-repository') === 'true')
    return unknown('the history is cut off: fetch all of it (git fetch --unshallow)');
  return {
    commit: line('rev-parse', `${changed}^`),
    is: `the code before ${changed.slice(0, 9)} changed the schema`,
  };
}

type Lock = { packages: Record<string, { version?: string; dev?: boolean }> };

const shipped = ({ packages }: Lock) =>
  Object.entries(packages).flatMap(([path, { version, dev }]) =>
    path && !dev ? [`${path} ${version}`] : [],
  );

/** Lays out a commit's code in `directory` with the packages it was locked to: today's where they are the same, else its own. */
export function layOut(commit: string, directory: string): void {
  const archive = git('archive', commit, 'src', 'package.json', 'package-lock.json', '.npmrc');
  execFileSync('tar', ['-x', '-C', directory], { input: archive });
  const lock = (root: string): Lock => JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const now = new Set(shipped(lock(PROJECT)));
  if (shipped(lock(directory)).every((line) => now.has(line)))
    symlinkSync(join(PROJECT, 'node_modules'), join(directory, 'node_modules'));
  else
    execFileSync('npm', ['ci', '--omit=dev', '--silent'], {
      cwd: directory,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
}
