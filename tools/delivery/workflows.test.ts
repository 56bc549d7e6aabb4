import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const workflows = globSync('{.github,helm/gitops/.github}/workflows/*.yml', { cwd: root });
const text = (file: string) => readFileSync(join(root, file), 'utf8');
const repository = (action: string) => action.split('@')[0]?.split('/').slice(0, 2).join('/');

describe('workflows', () => {
  it('pin every action by its commit, with the version beside it, and each action once', () => {
    const used = workflows.flatMap((file) =>
      [...text(file).matchAll(/uses: (.+)/g)].map(([, action = '']) => action),
    );
    assert.ok(used.length > 10);
    const pins = new Map(used.map((action) => [repository(action), action.split('@')[1]]));
    for (const action of used) {
      assert.match(action, /^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      assert.equal(
        action.split('@')[1],
        pins.get(repository(action)),
        `${action} is pinned otherwise elsewhere`,
      );
    }
  });

  it('begin without permissions, and say why a job has one', () => {
    for (const file of workflows) {
      assert.match(text(file), /^permissions: \{\}$/m, file);
      assert.doesNotMatch(
        text(file),
        /^ +[a-z-]+: (?:read|write)$/m,
        `${file} grants something without a reason`,
      );
    }
  });

  it('end by themselves', () => {
    for (const file of workflows) {
      const jobs = text(file).match(/^ {4}runs-on: /gm)?.length;
      assert.equal(text(file).match(/^ {4}timeout-minutes: \d+$/gm)?.length, jobs, file);
    }
  });
});

describe('the release workflow', () => {
  const { steps } = parse(text('.github/workflows/release.yml')).jobs.publish;
  const { run: script } = steps.find(({ name }: { name?: string }) => name?.startsWith('Name the image'));

  /** Runs the step where the registry has `out` under the version's tag; gives its exit code and what it copied. */
  function nameImage(out: string) {
    const tools = [
      'skopeo() { case "$*" in copy*) echo copied ;; *:commit-*) echo sha256:built ;; *) [ -n "$OUT" ] && echo "$OUT" ;; esac; }',
      'cosign() { :; }',
      'gh() { :; }',
    ];
    const { status, stdout } = spawnSync('bash', ['-e', '-c', [...tools, script].join('\n')], {
      env: { ...process.env, IMAGE: 'image', VERSION: '1.2.3', GITHUB_SHA: 'a', OUT: out },
      encoding: 'utf8',
    });
    return [status, stdout.trim()];
  }

  it('names an image once, goes on where a run before has done it, and never names another', () => {
    assert.deepEqual(nameImage(''), [0, 'copied']);
    assert.deepEqual(nameImage('sha256:built'), [0, '']);
    assert.deepEqual(nameImage('sha256:other'), [1, '1.2.3 is out already, as sha256:other']);
  });
});
