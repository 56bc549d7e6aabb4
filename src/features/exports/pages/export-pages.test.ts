import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExportObject, ExportSummary } from '#src/features/exports/export-record.ts';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { exportPage } from './export-page.ts';
import { exportsPage } from './exports-page.ts';

const object: ExportObject = {
  position: 0,
  questionId: 1,
  slug: 'lunch',
  question: 'Where to eat?',
  key: 'nov/question_lunch.csv',
  state: 'running',
  expectedRows: 4000,
  rows: 1000,
  bytes: 43_000,
  firstByte: null,
};
const record: ExportSummary = {
  id: 'e1',
  number: 1,
  bucket: 'votes',
  prefix: 'nov',
  layout: 'each',
  requestedBy: 'ada',
  state: 'running',
  errorCode: null,
  errorMessage: null,
  traceId: null,
  createdAt: new Date('2026-11-21T10:00:00Z'),
  queuedAt: new Date('2026-11-21T10:00:00Z'),
  startedAt: new Date('2026-11-21T10:00:01Z'),
  finishedAt: null,
  questions: 2,
  rows: 1000,
  bytes: 43_000,
  done: 1,
  progress: 1.25,
};
const objects: ExportObject[] = [
  object,
  { ...object, position: 1, state: 'succeeded', rows: 0, bytes: 0, expectedRows: 0 },
];
const basis = { record, objects, files: [], view: { search: '' } };
const show = (part: Partial<ExportSummary> = {}) =>
  exportPage(testContext(), { ...basis, record: { ...record, ...part } });

test('a running export shows the progress of each file and of all', () => {
  const page = show();
  assertWellFormed(page);
  assert.match(page, /<progress max="2" value="1\.2500"[^>]*data-export-progress>/);
  assert.match(page, /<progress max="1" value="0\.2500"[^>]*data-object-progress="0">/);
  assert.match(page, /<progress max="1" value="1\.0000"[^>]*data-object-progress="1">/);
  assert.match(page, /1 of 2 questions/);
});

test('it renews itself by events while under way, and without scripts has a link for it', () => {
  const live = /data-export="\/organise\/exports\/e1\/live" data-state="running"/;
  const reload = /<noscript>.*href="\/organise\/exports\/e1">See how far it is now<.*<\/noscript>/s;
  assert.match(show(), live);
  assert.match(show(), reload);
  const done = show({ state: 'succeeded' });
  assert.doesNotMatch(done, /data-export=|noscript|live-export/);
});

test('finished files are linked and only they', () => {
  const page = show();
  assert.match(page, /href="\/organise\/exports\/e1\/objects\/1"/);
  assert.doesNotMatch(page, /objects\/0"/);
});

test('a failed export says exactly why and may be tried again', () => {
  const page = show({ state: 'failed', errorMessage: 'The bucket "votes" does not exist.' });
  assert.match(page, /role="alert">.*The export failed.*The bucket &#34;votes&#34; does not exist\./);
  assert.match(page, /method="post" action="\/organise\/exports\/e1\/retry"/);
  assert.doesNotMatch(show(), /retry/);
});

test('the reason is told in the language of the reader', () => {
  const failed = {
    ...record,
    state: 'failed' as const,
    errorCode: 'bucket_missing',
    errorMessage: 'The bucket "votes" does not exist.',
  };
  const page = exportPage(testContext({ locale: 'es' }), { ...basis, record: failed });
  assert.match(page, /El bucket «votes» no existe\./);
  assert.doesNotMatch(page, /does not exist/);
});

test('one that waits for its next attempt says what stopped the last', () => {
  const page = show({ state: 'queued', errorMessage: 'The server is away.' });
  assert.match(page, /The last attempt failed and is repeated soon.*The server is away\./);
  assert.match(show({ state: 'queued' }), /Waiting for a worker/);
});

test('a finished export tells how long it took and shows its trace', () => {
  const finished = {
    state: 'succeeded' as const,
    finishedAt: new Date('2026-11-21T10:00:05Z'),
    traceId: 'abc123',
  };
  const page = show(finished);
  assert.match(page, /<dd>4 seconds<\/dd>/);
  assert.match(page, /<code>abc123<\/code>/);
  assert.doesNotMatch(page, /traces\/abc123/);
  const user = { name: 'ada', role: 'administrator' };
  const linked = exportPage(testContext({ user }), { ...basis, record: { ...record, ...finished } });
  assert.match(linked, /<a href="\/observatory\/traces\/abc123">See its journey<\/a>/);
});

test('one of many questions shows a page of them, the way to others, and a search', () => {
  const many = { ...basis, previous: '/organise/exports/e1', next: '/organise/exports/e1?after=abc' };
  const shown = exportPage(testContext(), many);
  assertWellFormed(shown);
  assert.match(shown, /role="search"/);
  assert.match(shown, /rel="next" href="[^"]*after&#61;abc"|rel="next" href="[^"]*after=abc"/);
  assert.doesNotMatch(show(), /role="search"/);
  const none = exportPage(testContext(), { ...basis, objects: [], view: { search: 'zebra' } });
  assertWellFormed(none);
  assert.match(none, /No question found.*|value="zebra"/);
  assert.match(none, /Show all/);
  const live = /data-export="([^"]+)"/.exec(
    exportPage(testContext(), { ...basis, view: { search: 'a b', after: 'x' } }),
  );
  assert.match(live?.[1] ?? '', /^\/organise\/exports\/e1\/live\?search(=|&#61;)a\+b/);
});

test('files that questions share are above them, each with its own link', () => {
  const { questionId: _, slug: __, question: ___, firstByte: ____, ...file } = object;
  const files = [{ ...file, position: 1, key: 'nov/votes_1.csv', state: 'succeeded' as const, questions: 2 }];
  const shown = exportPage(testContext(), { ...basis, record: { ...record, layout: 'together' }, files });
  assertWellFormed(shown);
  assert.match(shown, /2 questions<\/span><code class="file-key">s3:\/\/votes\/nov\/votes_1\.csv/);
  assert.match(shown, /href="\/organise\/exports\/e1\/files\/1" aria-label="Download nov\/votes_1\.csv"/);
  assert.match(shown, /href="\/organise\/exports\/e1\/objects\/1" aria-label="Download lunch"/);
  assert.doesNotMatch(show(), /\/files\//);
});

const summary: ExportSummary = { ...record, rows: 2000, bytes: 86_000 };

test('the list tells the rows and bytes of each export', () => {
  const page = exportsPage(testContext(), { exports: [summary], configured: true });
  assertWellFormed(page);
  assert.match(page, /href="\/organise\/exports\/e1"><bdi>nov<\/bdi>/);
  assert.match(page, /data-label="Rows">2,000<.*data-label="Size">86 kB</);
  const root = exportsPage(testContext(), { exports: [{ ...summary, prefix: '' }], configured: true });
  assert.match(root, /<bdi>top of the bucket<\/bdi>/);
});

test('the empty list says what an export is, and what is missing for one', () => {
  assert.match(exportsPage(testContext(), { exports: [], configured: true }), /No exports yet/);
  const without = (role: string) =>
    exportsPage(testContext({ user: { name: 'ada', role } }), { exports: [], configured: false });
  const page = without('administrator');
  assert.match(page, /Set S3_BUCKET/);
  assert.match(without('organiser'), /Whoever runs this service can set one up/);
  assert.doesNotMatch(page, /exports\/new/);
});

test('hostile text stays text', () => {
  const texts = [{ ...object, question: hostileText }];
  const hostile = {
    ...record,
    requestedBy: hostileText,
    state: 'failed' as const,
    errorMessage: hostileText,
  };
  assertHarmless(
    exportPage(testContext(), { ...basis, objects: texts, record: hostile, view: { search: hostileText } }),
    3,
  );
  assertHarmless(
    exportsPage(testContext(), {
      exports: [{ ...summary, state: 'failed', requestedBy: hostileText, prefix: hostileText }],
      configured: true,
    }),
    2,
  );
});
