import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unannounced, unannouncedHere } from './release.ts';

const before = { 'metric.votes': 'votes, counter, {vote}', 'span.vote.cast': 'vote.cast, internal' };
const log = (text: string) => `# Changelog\n\n## Unreleased\n\n${text}\n\n## 0.1.0\n\n- \`vote.cast\`\n`;

describe('unannounced', () => {
  it('lets additions and unchanged signals pass', () => {
    assert.deepEqual(unannounced(before, { ...before, 'metric.new': 'new' }, log('')), []);
  });

  it('asks for a line for what was changed or removed', () => {
    const now = { 'metric.votes': 'votes, counter, 1' };
    assert.deepEqual(unannounced(before, now, log('')), [
      'votes was changed and the changelog does not say so',
      'vote.cast was removed and the changelog does not say so',
    ]);
    assert.deepEqual(unannounced(before, now, log('- `votes` has no unit; `vote.cast` is gone.')), []);
  });

  it('finds nothing here', () => assert.deepEqual(unannouncedHere(), []));
});
