import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawDiagram } from './diagram.ts';

const parts = {
  a: { at: [0, 0] as [number, number], name: 'A & B', note: 'first' },
  b: { at: [1, 0] as [number, number], name: 'C', note: 'second' },
};

test('a diagram has every part, and ways from edge to edge', () => {
  const svg = drawDiagram({ title: 'Two', parts, ways: [['a', 'b', '80']] });
  assert.ok(svg.includes('A &amp; B'));
  assert.match(svg, /d="M168 45L252 45"/);
  assert.match(svg, /class="label" [^>]*>80</);
});

test('a way to nowhere is refused', () => {
  assert.throws(() => drawDiagram({ title: 'Two', parts, ways: [['a', 'c', '']] }), /no part "c"/);
});
