import assert from 'node:assert/strict';
import { it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { type Bench, OLD } from './rig/bench.ts';
import { Browser } from './rig/browser.ts';
import { account } from './rig/organiser.ts';
import { one } from './rig/traces.ts';

/** Traces of page views, votes and exports at the trace store. */
export function checkTraces(bench: () => Bench): void {
  it('keeps the trace of a page view with its statements', async () => {
    const { organiser, services, traces } = bench();
    const { slug } = await organiser.publish('Who looks at this?');
    await new Browser(services[0].url).open(`/questions/${slug}`);
    const [id = ''] = await eventually(async () => {
      const found = await traces.search('{ name = "GET /questions/{slug}" }');
      assert.ok(found.length > 0);
      return found;
    });
    const spans = await traces.whole(id, ['GET /questions/{slug}']);
    assert.equal(one(spans, 'GET /questions/{slug}').parent, '');
  });

  it('links a vote with the batch that made it durable, both ways, and the batch holds its statements', async () => {
    const { organiser, services, traces } = bench();
    const { slug, choices } = await organiser.publish('Which batch was it?');
    const response = await fetch(`${services[0].url}/api/v1/questions/${slug}/votes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ choices: choices.slice(0, 1) }),
    });
    const { trace_id: traceId } = (await response.json()) as { trace_id: string };
    const route = 'POST /api/v1/questions/{slug}/votes';
    const request = await traces.whole(traceId, [route, 'vote.cast']);
    const cast = one(request, 'vote.cast');
    assert.equal(cast.parent, one(request, route).id);
    const [toBatch] = cast.links;
    assert.ok(toBatch);
    const whole = await traces.whole(toBatch.trace, ['vote.batch']);
    const batch = one(whole, 'vote.batch');
    assert.ok(batch.links.some(({ trace, span }) => trace === traceId && span === cast.id));
    assert.equal(batch.parent, '');
    const statements = whole.filter(({ name }) => name.startsWith('pg.query:'));
    assert.ok(statements.some(({ name }) => name.startsWith('pg.query:record-')));
    for (const statement of statements) assert.equal(statement.parent, batch.id);
  });

  it('follows an export from the click to each uploaded part in one trace', async () => {
    const { organiser, services, traces } = bench();
    const browser = new Browser(services[0].url);
    await browser.submit('/login', '/login', { username: account.name, password: account.password });
    const page = await browser.submit('/organise/exports/new', '/organise/exports/new', {
      prefix: 'pipeline',
      questions: OLD.slug,
    });
    const id = /^\/organise\/exports\/([0-9a-f-]+)/.exec(page.url)?.[1];
    assert.ok(id, `the click led to ${page.url}`);
    const done = await organiser.exported(id);
    const click = 'POST /organise/exports/new';
    const upload = ['S3.CreateMultipartUpload', 'S3.UploadPart', 'S3.CompleteMultipartUpload'];
    const spans = await traces.whole(done.trace_id ?? '', [
      click,
      'export.run',
      'export.question',
      ...upload,
    ]);
    const run = one(spans, 'export.run');
    assert.equal(run.parent, one(spans, click).id);
    assert.equal(run.links[0]?.span, one(spans, click).id);
    assert.deepEqual(run.events, ['job.dequeued']);
    const question = one(spans, 'export.question');
    assert.equal(question.parent, run.id);
    const parts = spans.filter(({ name }) => name === 'S3.UploadPart');
    assert.ok(parts.length >= 2);
    for (const part of parts) assert.equal(part.parent, question.id);
  });

  it('links the trace of somebody else and does not continue it', async () => {
    const { services, traces, received } = bench();
    const foreign = 'ab'.repeat(16);
    await fetch(`${services[0].url}/`, {
      headers: { traceparent: `00-${foreign}-${'cd'.repeat(8)}-01`, baggage: 'voter=canary-baggage' },
    });
    await eventually(() => assert.ok(received.text('traces').includes(foreign)));
    assert.deepEqual(await traces.spans(foreign), []);
  });
}
