import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRegistry, type Registry } from './load-registry.ts';

/** What a dashboard or alert of a user can depend on, by id of the signal. */
export type Snapshot = Record<string, string>;

const root = join(import.meta.dirname, '../../..');
const released = join(root, 'otel/registry/released.json');

/** The part of the registry that is a promise: name, kind, unit, attributes and buckets, not the words. */
export function snapshot({ signals }: Registry): Snapshot {
  return Object.fromEntries(
    signals
      .filter(({ own }) => own)
      .map(({ id, name, instrument, unit, spanKind, buckets, attributes }) => [
        id,
        [name, instrument ?? spanKind, unit, ...attributes.map(({ name: key }) => key), buckets?.join(' ')]
          .filter((part) => part !== undefined)
          .join(', '),
      ]),
  );
}

/** What a changelog says was changed or removed since its newest release; what was added warns nobody. */
function unreleasedChanges(changelog: string): string {
  const unreleased = changelog.split(/^## /m).find((section) => /^\[?unreleased/i.test(section)) ?? '';
  const parts = unreleased.split(/^### /m).filter((part) => /^(changed|removed)/i.test(part));
  return parts.join('');
}

/**
 * Signals that are no longer what was promised and that the changelog does not name among what was changed or removed
 * since the last release, one line each.
 */
export function unannounced(before: Snapshot, now: Snapshot, changelog: string): string[] {
  const text = unreleasedChanges(changelog);
  return Object.entries(before)
    .filter(([id, promise]) => now[id] !== promise)
    .map(([id, promise]) => ({ id, name: promise.split(', ')[0] ?? id }))
    .filter(({ name }) => !text.includes(`\`${name}\``))
    .map(
      ({ id, name }) => `${name} was ${now[id] ? 'changed' : 'removed'} and the changelog does not say so`,
    );
}

/** The same for this repository: its registry against `released.json`. */
export function unannouncedHere(now = snapshot(loadRegistry())): string[] {
  const before = JSON.parse(readFileSync(released, 'utf8')) as Snapshot;
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  return unannounced(before, now, changelog);
}

// Part of making a release: what is in the registry becomes what users may depend on from then on.
if (import.meta.main) writeFileSync(released, `${JSON.stringify(snapshot(loadRegistry()), null, 2)}\n`);
