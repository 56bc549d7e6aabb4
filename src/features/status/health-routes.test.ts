import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setRunningTelemetry } from '#src/telemetry/state.ts';
import { createTestApp } from '../../../test/support/test-app.ts';

test('metrics are for who asks from beside the service, not for who comes through its proxy', async (t) => {
  const nothing = () => Promise.resolve();
  setRunningTelemetry({
    flushMetrics: nothing,
    shutdown: nothing,
    metricsHandler: (_request, response) => void response.end('votes_total 1'),
  });
  t.after(() => setRunningTelemetry(undefined));
  const { app } = await createTestApp(t, { TRUSTED_PROXIES: '127.0.0.1' });
  const beside = await app.inject({ url: '/metrics' });
  assert.deepEqual([beside.statusCode, beside.body], [200, 'votes_total 1']);
  for (const headers of [{ 'x-forwarded-for': '203.0.113.1' }, { forwarded: 'for=203.0.113.1' }]) {
    const { statusCode, body } = await app.inject({ url: '/metrics', headers });
    assert.equal(statusCode, 404);
    assert.doesNotMatch(body, /votes_total/);
  }
});
