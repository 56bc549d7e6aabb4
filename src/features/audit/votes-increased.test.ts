import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { votesIncreased } from '#src/features/audit/votes-increased.ts';

it('asks Prometheus for the gain of each question, twice, as of the moment', async (t) => {
  const asked: (string | null)[][] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://prometheus');
    const query = searchParams.get('query') ?? '';
    asked.push([pathname, query, searchParams.get('time')]);
    const found = query.includes('anchored') ? { 1: '3', 2: '0' } : { 1: '3.25' };
    const result = Object.entries(found).map(([id, votes]) => ({
      metric: { question_id: id },
      value: [0, votes],
    }));
    response.end(JSON.stringify({ data: { result } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  assert.deepEqual(
    [...(await votesIncreased(url, 3600, new Date('2026-11-21T12:00:00.250Z')))],
    [
      ['1', { anchored: 3, plain: 3.25 }],
      ['2', { anchored: 0, plain: 0 }],
    ],
  );
  assert.deepEqual(asked.toSorted(), [
    ['/api/v1/query', 'sum by (question_id) (increase(votes_total[3600s] anchored))', '1795262400.25'],
    ['/api/v1/query', 'sum by (question_id) (increase(votes_total[3600s]))', '1795262400.25'],
  ]);
});
