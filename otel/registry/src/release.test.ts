import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadRegistry } from './load-registry.ts';
import { snapshot, unannounced, unannouncedHere } from './release.ts';

const before = { 'metric.votes': 'votes, counter, {vote}', 'span.vote.cast': 'vote.cast, internal' };
const log = (changed: string) => `# Changelog

## [Unreleased]

### Added

- \`votes\`

### Changed

${changed}

## 0.1.0

### Removed

- \`vote.cast\`
`;

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

  it('holds every signal of our own against what was promised', () => {
    const promised = Object.keys(snapshot(loadRegistry()));
    assert.deepEqual(unannounced(snapshot(loadRegistry()), {}, log('')).length, promised.length);
    assert.ok(promised.length > 20);
  });

  it('finds a metric of this repository that was renamed', () => {
    const now = snapshot(loadRegistry());
    const renamed = { ...now, 'metric.votes': now['metric.votes']?.replace('votes', 'ballots') ?? '' };
    assert.deepEqual(unannouncedHere(renamed), ['votes was changed and the changelog does not say so']);
  });

  it('finds nothing here', () => assert.deepEqual(unannouncedHere(), []));
});
