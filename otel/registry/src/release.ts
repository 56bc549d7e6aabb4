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

/** The part of a changelog above its first release. */
function unreleased(changelog: string): string {
  return changelog.split(/^## /m).find((section) => /^\[?unreleased/i.test(section)) ?? '';
}

/**
 * Signals that were changed or taken away since the last release and that the changelog's unreleased part does not
 * name, one line each.
 */
export function unannounced(before: Snapshot, now: Snapshot, changelog: string): string[] {
  const text = unreleased(changelog);
  return Object.entries(before)
    .filter(([id, promise]) => now[id] !== promise)
    .map(([id, promise]) => ({ id, name: promise.split(', ')[0] ?? id }))
    .filter(({ name }) => !text.includes(`\`${name}\``))
    .map(
      ({ id, name }) => `${name} was ${now[id] ? 'changed' : 'removed'} and the changelog does not say so`,
    );
}

/** The same for the files of this repository. */
export function unannouncedHere(): string[] {
  const before = JSON.parse(readFileSync(released, 'utf8')) as Snapshot;
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  return unannounced(before, snapshot(loadRegistry()), changelog);
}

// Part of making a release: what is in the registry becomes what users may depend on.
if (import.meta.main) writeFileSync(released, `${JSON.stringify(snapshot(loadRegistry()), null, 2)}\n`);
