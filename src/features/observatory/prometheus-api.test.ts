import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { firingAlerts, instantVector } from '#src/features/observatory/prometheus-api.ts';

async function prometheus(t: TestContext, data: object) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(JSON.stringify({ status: 'success', data }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

test('an instant vector is asked for at its moment, below the path Prometheus is served from', async (t) => {
  const { url, asked } = await prometheus(t, {
    resultType: 'vector',
    result: [
      { metric: { question_id: '1' }, value: [1_764_000_000.5, '12'] },
      { metric: {}, value: [1_764_000_000.5, 'NaN'] },
    ],
  });
  const at = new Date(1_764_000_000_500);
  assert.deepEqual(await instantVector(`${url}/prometheus/`, 'a[4h] + b', at), [
    { labels: { question_id: '1' }, value: 12 },
    { labels: {}, value: Number.NaN },
  ]);
  assert.deepEqual(asked, ['/prometheus/api/v1/query?query=a%5B4h%5D+%2B+b&time=1764000000.5']);
});

test('alerts that fire come sorted, and a runbook only where it is on the web', async (t) => {
  const alert = (name: string, severity: string, time: string, more: object = {}) => ({
    labels: { alertname: name, severity, slo: 'pages' },
    annotations: { summary: `${name}!`, runbook_url: 'https://example.org/runbook' },
    state: 'firing',
    activeAt: `2026-11-21T${time}Z`,
    value: '1e+00',
    ...more,
  });
  const { url } = await prometheus(t, {
    alerts: [
      alert('Late', 'page', '11:00:00'),
      alert('Ticket', 'ticket', '09:00:00', { annotations: { runbook_url: 'javascript:alert(1)' } }),
      alert('Early', 'page', '10:00:00'),
      alert('Pending', 'page', '08:00:00', { state: 'pending' }),
    ],
  });
  assert.deepEqual(
    (await firingAlerts(url)).map(({ name, summary, runbook }) => [name, summary, runbook]),
    [
      ['Early', 'Early!', 'https://example.org/runbook'],
      ['Late', 'Late!', 'https://example.org/runbook'],
      ['Ticket', '', undefined],
    ],
  );
});

test('a backend cannot send this service to another address', async (t) => {
  const inner = await prometheus(t, { resultType: 'vector', result: [] });
  const server = createServer((_request, response) => {
    response.writeHead(302, { location: `${inner.url}/secret` }).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await assert.rejects(instantVector(url, 'up', new Date()), { name: 'BackendFault', fault: 'silent' });
  assert.deepEqual(inner.asked, []);
});
