import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Backends } from './backends.ts';
import { missingSignals } from './missing-signals.ts';

/** Stores in which everything has arrived, but for what `lost` takes away. */
function stores(lost: Partial<Backends> = {}): Backends {
  return {
    keepsLogs: false,
    promql: async () => [{ metric: {}, value: [0, '3'] }],
    traceql: async () => [{ traceID: 'vote', rootTraceName: '', durationMs: 1 }],
    spans: async (id: string) =>
      id === 'vote' ? [{ name: 'vote.cast', links: [{ traceId: 'batch' }] }] : [{ name: 'vote.batch' }],
    alerts: async () => ['Watchdog'],
    objects: async () => ['demo/question_a.csv'],
    logStreams: async () => 1,
    ...lost,
  } as unknown as Backends;
}

test('nothing is missing when every store has its signal', async () => {
  assert.deepEqual(await missingSignals(stores(), 0), []);
});

test('each signal that did not arrive is named', async () => {
  const cases: [RegExp, Partial<Backends>][] = [
    [
      /^metrics/,
      { promql: async (query) => [{ metric: {}, value: [0, query.includes('votes_total') ? '0' : '1'] }] },
    ],
    [/^traces: a vote/, { spans: async () => [{ name: 'vote.cast', links: [] }] }],
    [/^traces: an export/, { traceql: async (q) => (q.includes('export') ? [] : stores().traceql(q)) }],
    [/^logs/, { promql: async (query) => (query.includes('log_records') ? [] : stores().promql(query)) }],
    [/^logs/, { keepsLogs: true, logStreams: async () => 0 }],
    [/^S3/, { objects: async () => [] }],
    [/^alerts/, { alerts: async () => ['Other'] }],
    [/^alerts/, { alerts: () => Promise.reject(new Error('Alertmanager is away')) }],
  ];
  for (const [name, lost] of cases) {
    const missing = await missingSignals(stores(lost), 0);
    assert.equal(missing.length, 1, `${name}: ${missing.join('; ')}`);
    assert.match(missing[0] ?? '', name);
  }
});

test('a signal that comes late is waited for', async () => {
  let asked = 0;
  const late = { alerts: async () => (++asked > 1 ? ['Watchdog'] : []) };
  assert.deepEqual(await missingSignals(stores(late), 5000), []);
});
