import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startMemoryTelemetry } from '#src/telemetry/testing/memory-telemetry.ts';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { createTestApp } from '../../../test/support/test-app.ts';

const telemetry = startMemoryTelemetry();

describe('a vote that is traced', () => {
  it('is told its trace, over the API and on the page of results', async (t) => {
    const test = await createTestApp(t);
    const { slug, choices } = await test.published();
    const traces = () => telemetry.spans('vote.cast').map((span) => span.spanContext().traceId);
    const answer = await test.app.inject({
      method: 'POST',
      url: `/api/v1/questions/${slug}/votes`,
      payload: { choices: [choices[0]] },
    });
    assert.deepEqual([answer.json<{ trace_id?: string }>().trace_id], traces());

    const visitor = new PageVisitor(test);
    await visitor.post(`/questions/${slug}/votes`, { ballot: 'mine', choices: String(choices[0]) });
    const { body } = await visitor.get(`/questions/${slug}/results`);
    assert.match(body, new RegExp(`its trace.*<code>${traces()[1]}</code>`, 's'));
  });
});
