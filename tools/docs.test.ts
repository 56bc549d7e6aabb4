import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { commands } from '#src/commands/commands.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const documents = ['*.md', '{bench,docs,helm,slo,terraform,tools}/**/*.md', '.github/*.md']
  .flatMap((pattern) => globSync(pattern, { cwd: root, exclude: ['**/node_modules/**'] }))
  .sort();

/** What is set as code: fenced blocks and spans. */
const codeOf = (text: string) =>
  [...text.matchAll(/^```[^\n]*\n([\s\S]*?)^```|`([^`\n]+)`/gm)].map(
    ([, block, span]) => block ?? span ?? '',
  );

/** Targets of links and images that are not addresses. */
const linksOf = (text: string) =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link));

/** The fragments that headings of a document answer to, in GitHub's way. */
const anchorsOf = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const mentions = (pattern: RegExp) =>
  documents.flatMap((file) =>
    codeOf(read(file)).flatMap((code) =>
      [...code.matchAll(pattern)].map(([, name = '']) => ({ file, name })),
    ),
  );

function assertKnown(found: { file: string; name: string }[], known: (name: string) => boolean) {
  assert.ok(found.length > 0, 'nothing is mentioned at all');
  assert.deepEqual(
    found.filter(({ name }) => !known(name)),
    [],
  );
}

describe('documents', () => {
  it('link to files and headings that exist', () => {
    const broken = documents.flatMap((file) =>
      linksOf(read(file)).filter((link) => {
        const [path, anchor] = link.split('#');
        const target = path ? join(dirname(file), path) : file;
        if (!existsSync(join(root, target))) return true;
        return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
      }),
    );
    assert.ok(documents.includes('README.md') && documents.includes('docs/architecture.md'));
    assert.deepEqual(broken, []);
  });

  it('name make targets that exist', () => {
    const targets = [...read('Makefile').matchAll(/^([a-z-]+):/gm)].map(([, name]) => name);
    assertKnown(mentions(/^make ([a-z-]+)/gm), (name) => targets.includes(name));
  });

  it('name npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    assertKnown(
      mentions(/\bnpm (?:run )?(?:-s )?(?!(?:ci|run|sbom|audit)\b)([a-z]+)/g),
      (name) => name in scripts,
    );
  });

  it('name commands of the program that exist', () => {
    // What is signed or hashed begins with a name and a version of its own.
    assertKnown(mentions(/\btallyscope ([a-z]+)\b(?![\w ]*\bv?\d)/g), (name) =>
      Object.hasOwn(commands, name),
    );
  });

  it('name programs and files under src and tools that exist', () => {
    assertKnown(mentions(/(?<![\w./-])((?:src|tools|test|otel|docs)\/[\w./-]*\w)/g), (name) =>
      existsSync(join(root, name)),
    );
  });
});
