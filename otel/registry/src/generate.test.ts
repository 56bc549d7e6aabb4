import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { render } from './generate.ts';
import { loadRegistry } from './load-registry.ts';

const root = join(import.meta.dirname, '../../..');

describe('render', () => {
  for (const [path, content] of render())
    it(`${path} is what the registry gives`, () => {
      assert.equal(readFileSync(join(root, path), 'utf8'), content, 'run node tools/generate.ts');
    });
});

describe('the registry', () => {
  const { signals, attributes } = loadRegistry();

  it('names every signal once', () => {
    const names = signals.map(({ type, spanKind, name }) => `${type} ${spanKind} ${name}`);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });

  it('defines every attribute of our own that its metrics use', () => {
    const conventions = /^(http|url|error|exception|db|server|network|process)\./;
    const own = new Set(attributes.map(({ id }) => id));
    const used = signals.filter((signal) => signal.own).flatMap((signal) => signal.attributes);
    assert.deepEqual(
      used.map(({ name }) => name).filter((name) => !own.has(name) && !conventions.test(name)),
      [],
    );
  });

  it('gives every histogram of our own its buckets', () => {
    const without = signals.filter(
      ({ own, instrument, buckets }) => own && instrument === 'histogram' && !buckets,
    );
    assert.deepEqual(without, []);
  });

  it('has no two metrics that Prometheus cannot tell apart', () => {
    const flat = signals.filter(({ type }) => type === 'metric').map(({ name }) => name.replaceAll('.', '_'));
    assert.equal(new Set(flat).size, flat.length);
  });
});
