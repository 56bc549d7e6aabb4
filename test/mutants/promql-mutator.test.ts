import assert from 'node:assert/strict';
import { it } from 'node:test';
import { changedPromql } from './promql-mutator.ts';

const changesOf = (expr: string) => [...changedPromql(expr)].map((changed) => changed.expr);

it('an expression of PromQL is changed in one place at a time', () => {
  assert.deepEqual(changesOf('max by (a) (b{c="d",e=~"f"}[5m] offset 1h) > 0.5'), [
    'max by (a) (b{c="d",e=~"f"}[5m] offset 1h) >= 0.5',
    'min by (a) (b{c="d",e=~"f"}[5m] offset 1h) > 0.5',
    'max by (a) (b{c="d",e=~"f"}[5m]) > 0.5',
    'max by (a) (b{e=~"f"}[5m] offset 1h) > 0.5',
    'max by (a) (b{c="d",}[5m] offset 1h) > 0.5',
    'max (b{c="d",e=~"f"}[5m] offset 1h) > 0.5',
    'max by (a) (b{c="d",e=~"f"}[10m] offset 1h) > 0.5',
    'max by (a) (b{c="d",e=~"f"}[5m] offset 1h) > 0.55',
  ]);
  assert.deepEqual(changesOf('count(a_count) > 0 unless b'), [
    'count(a_count) > 0 and b',
    'count(a_count) >= 0 unless b',
    'sum(a_count) > 0 unless b',
    'count(a_count) > 1 unless b',
  ]);
});

it('a bound of what grew stays 0', () => {
  assert.ok(changesOf('increase(a[5m]) > 0').every((expr) => expr.endsWith(' 0')));
});

it('a change says where it is', () => {
  const [first] = changedPromql('a > 1 or b');
  assert.deepEqual(first, { expr: 'a > 1 and b', change: 'or → and after a > 1 ' });
});
