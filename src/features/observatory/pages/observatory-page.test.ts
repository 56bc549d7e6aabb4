import assert from 'node:assert/strict';
import { test } from 'node:test';
import { observatoryPage } from '#src/features/observatory/pages/observatory-page.ts';
import { tracePage } from '#src/features/observatory/pages/trace-page.ts';
import type { Overview } from '#src/features/observatory/read-overview.ts';
import type { Span } from '#src/features/observatory/span.ts';
import { assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';

const trace = 'ab'.repeat(16);
const span: Span = {
  trace,
  id: '1',
  parent: '',
  name: hostileText,
  start: 0n,
  end: 1_500_000n,
  failed: true,
  statement: hostileText,
  links: [],
};
const story = { id: trace, spans: [span], others: ['cd'.repeat(16)] };
const overview: Overview = {
  at: new Date(0),
  votes: [{ slug: 'editor', text: hostileText, ledger: 1234, counter: 1230, verdict: 'differs' }],
  counter: { value: [] },
  objectives: {
    value: [
      { name: hostileText, state: 'burning', target: 0.999, achieved: 0.99951, remaining: 0.5, burn: 20 },
      {
        name: 'pages',
        state: 'unknown',
        target: 0.995,
        achieved: Number.NaN,
        remaining: Number.NaN,
        burn: Number.NaN,
      },
    ],
  },
  alerts: {
    value: [
      {
        name: hostileText,
        severity: hostileText,
        summary: hostileText,
        slo: undefined,
        since: new Date(Number.NaN),
        runbook: `https://${hostileText}`,
      },
    ],
  },
  traces: { value: [story] },
  grafanaUrl: 'http://127.0.0.1:3001',
};
const textOf = (page: string) => page.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

test('every part is shown, and nothing a backend says becomes markup', () => {
  const page = observatoryPage(testContext(), overview);
  assertWellFormed(page);
  assert.doesNotMatch(page, / style=| on[a-z]+=/);
  const text = textOf(page);
  assert.match(text, /The ledger holds 1,234 votes\. Prometheus counted 1,230\./);
  assert.match(text, /1,234 1,230 -4 Differs/);
  assert.match(text, /Burning 99\.9% 99\.951% 20× 50%/);
  assert.match(text, /Pages come fast Unknown 99\.5% – – –/);
  assert.match(text, /The Watchdog does not fire/);
  assert.match(text, /failed 1\.5 ms 0 ms after the start/);
  assert.match(page, /href="http:\/\/127\.0\.0\.1:3001"/);
});

test('what is counted under one label for many is in the sum of the counter, and once in that of the ledger', () => {
  const votes: Overview['votes'] = [
    { slug: undefined, text: 'other', ledger: 4, counter: 4, verdict: 'capped' },
    { slug: 'editor', text: 'Editor?', ledger: 6, counter: 2, verdict: 'capped' },
    { slug: 'lunch', text: 'Lunch?', ledger: 3, counter: 1, verdict: 'changed' },
    { slug: undefined, text: 'gone', ledger: 0, counter: 9, verdict: 'deleted' },
  ];
  const page = observatoryPage(testContext(), { ...overview, votes });
  const text = textOf(page);
  assert.match(text, /The ledger holds 9 votes\. Prometheus counted 7\./);
  assert.match(
    text,
    /other 4 4 0 Counted under “other” Editor\? 6 2 -4 Counted under “other” Lunch\? 3 1 -2 Answers changed/,
  );
  assert.deepEqual(page.match(/href="[^"]*\/results"/g)?.length, 2);
});

test('a quiet installation says so', () => {
  const nothing = { value: [] };
  const quiet = { ...overview, votes: [], objectives: nothing, alerts: nothing, traces: nothing };
  const text = textOf(observatoryPage(testContext(), { ...quiet, grafanaUrl: undefined }));
  for (const sentence of ['No votes in', 'No objectives recorded yet', 'Nothing else fires', 'No traces yet'])
    assert.ok(text.includes(sentence), sentence);
  assert.doesNotMatch(text, /Grafana/);
});

test('a trace page shows statements and what else is linked', () => {
  const page = tracePage(testContext(), { value: story });
  assertWellFormed(page);
  assert.match(page, new RegExp(`href="/observatory/traces/${'cd'.repeat(16)}"`));
  assert.match(textOf(page), /Statements &#60;\/title/);
});
