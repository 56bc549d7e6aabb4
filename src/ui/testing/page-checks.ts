import assert from 'node:assert/strict';
import type { PageContext } from '../page-context.ts';

/** Text that breaks out of elements, attributes and its own line, where it is not escaped and isolated. */
export const hostileText = '</title><script>alert(1)</script>"\'><img src=x onerror=alert(1)>&\u202eesrever';

const ESCAPED_START = '&#60;/title&#62;';
const VOID = /^(?:meta|link|input|img|br|hr)$/;
const TAG = /<(\/?)([a-z0-9]+)((?:\s+[a-zA-Z-]+(?:="[^"]*")?)*)\s*(\/?)>/g;

/** A context as the shell gets it, with parts replaced. */
export function testContext(parts: Partial<PageContext> = {}): PageContext {
  return {
    path: '/',
    returnTo: '/',
    csrf: 'csrf-token',
    newBallot: '00000000-0000-4000-8000-000000000000',
    version: '1.2.3',
    build: '45',
    locale: 'en',
    ...parts,
  };
}

/** Fails unless every element that opens closes in order and no `<` stands outside a tag. */
export function assertWellFormed(page: string): void {
  const open: string[] = [];
  const rest = page
    .replace('<!doctype html>', '')
    .replace(TAG, (_tag, closing, name, _attributes, selfClosing) => {
      if (closing) assert.equal(open.pop(), name, `</${name}> closes another element`);
      else if (!selfClosing && !VOID.test(name)) open.push(name);
      return '';
    });
  assert.deepEqual(open, []);
  assert.doesNotMatch(rest, /[<>]/);
}

/**
 * Fails unless {@link hostileText} is on the page `times` times at least, always escaped, and isolated by <bdi> where
 * it is content; the document's title carries it without characters that reorder text.
 */
export function assertHarmless(page: string, times: number): void {
  assertWellFormed(page);
  const [head = '', body = ''] = page.split('<body>');
  assert.doesNotMatch(head, /\u202e/);
  const content = body
    .replace(/<textarea[^>]*>[^<]*/g, '')
    .replace(TAG, (tag, _closing, name) => (name === 'bdi' ? tag : ''));
  const isolated = content.split(`<bdi>${ESCAPED_START}`).length - 1;
  assert.equal(content.split(ESCAPED_START).length - 1, isolated, 'hostile content outside <bdi>');
  assert.ok(isolated >= times, `expected ${times} hostile texts, found ${isolated}`);
}
