import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTestBed, finished, publishQuestion } from '#src/features/exports/testing/test-bed.ts';
import { inSpan } from '#src/telemetry/spans.ts';
import { startMemoryTelemetry } from '#src/telemetry/testing/memory-telemetry.ts';

const telemetry = startMemoryTelemetry();
const shown = (value: unknown) =>
  JSON.stringify(value, (key, part) => (key === 'resource' ? undefined : part));

async function endedRuns(count: number) {
  for (;;) {
    const spans = telemetry.spans('export.run');
    if (spans.length >= count) return spans;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('telemetry of an export', () => {
  it('is one trace from the request to each object, with the wait in the queue', async (t) => {
    const bed = await createTestBed(t);
    const questionId = await publishQuestion(bed.database, 'best-editor', ['Vim', 'Emacs'], 10);
    const { service, start } = bed.exports();
    const request = { prefix: 'autumn', questions: 'all' } as const;
    const [id, requestSpan] = await inSpan('request', {}, async (span) => [
      await service.request(request, 'Ada Lovelace'),
      span.spanContext(),
    ]);
    await start();
    const record = await finished(bed.database, id);
    const [run] = await endedRuns(1);
    assert.equal(run?.parentSpanContext?.spanId, requestSpan.spanId);
    assert.equal(run?.links[0]?.context.spanId, requestSpan.spanId);
    assert.equal(record.traceId, requestSpan.traceId);
    assert.deepEqual(run?.attributes, {
      'export.id': id,
      'export.rows': 10,
      'export.bytes': record.objects[0]?.bytes,
    });
    assert.equal(run?.events[0]?.name, 'job.dequeued');
    const [question] = telemetry.spans('export.question');
    assert.equal(question?.parentSpanContext?.spanId, run?.spanContext().spanId);
    assert.deepEqual(question?.attributes, {
      'question.id': String(questionId),
      'export.key': 'autumn/question_best-editor.csv',
      'export.rows': 10,
      'export.bytes': record.objects[0]?.bytes,
    });
  });

  it('has one span for a file that questions share', async (t) => {
    const bed = await createTestBed(t);
    for (const slug of ['a', 'b']) await publishQuestion(bed.database, slug, ['Vim'], 2);
    const { service, start } = bed.exports();
    const before = telemetry.spans('export.question').length;
    const runs = telemetry.spans('export.run').length;
    const id = await service.request({ prefix: 'x', layout: 'together', questions: 'all' }, 'Ada Lovelace');
    await start();
    const { objects } = await finished(bed.database, id);
    const run = (await endedRuns(runs + 1)).at(-1);
    const [file, ...others] = telemetry.spans('export.file');
    assert.deepEqual(others, []);
    assert.equal(file?.parentSpanContext?.spanId, run?.spanContext().spanId);
    assert.deepEqual(file?.attributes, {
      'export.key': objects[0]?.key,
      'export.questions': 2,
      'export.rows': 4,
      'export.bytes': (objects[0]?.bytes ?? 0) + (objects[1]?.bytes ?? 0),
    });
    assert.equal(telemetry.spans('export.question').length, before);
  });

  it('counts ends by outcome, each from zero', async (t) => {
    const bed = await createTestBed(t);
    await publishQuestion(bed.database, 'best-editor', ['Vim'], 3);
    const { service, start } = bed.exports();
    const count = async (outcome: string) => {
      const points = (await telemetry.points('exports')).filter(
        ({ attributes }) => attributes.outcome === outcome,
      );
      return points.reduce((sum, { value }) => sum + Number(value), 0);
    };
    const id = await service.request({ prefix: '', questions: 'all' }, 'Ada Lovelace');
    await bed.database.questions.destroy({ where: { slug: 'best-editor' } });
    await start();
    const succeeded = await count('succeeded');
    await finished(bed.database, id);
    await endedRuns(1 + succeeded);
    // It is counted after its span and its record have ended.
    while ((await count('failed')) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(await count('failed'), 1);
    assert.equal(await count('succeeded'), succeeded);
    const outcomes = (await telemetry.points('exports')).map(({ attributes }) => attributes.outcome);
    assert.deepEqual([...new Set(outcomes)].sort(), ['failed', 'succeeded']);
    const failed = telemetry.spans('export.run').at(-1);
    assert.equal(failed?.attributes['error.type'], 'question_deleted');
  });

  it('knows no choice, no name and no credential', () => {
    const everything = shown(
      telemetry.spans().map(({ attributes, events, name }) => ({ attributes, events, name })),
    );
    for (const secret of ['Vim', 'Emacs', 'Lovelace', 'the-secret-of-writer'])
      assert.doesNotMatch(everything, new RegExp(secret));
  });
});
