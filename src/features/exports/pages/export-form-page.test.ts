import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { type ExportFormPage, exportFormPage } from './export-form-page.ts';

const form: ExportFormPage = {
  bucket: 'votes',
  offer: {
    questions: [
      { slug: 'lunch', text: 'Where to eat?' },
      { slug: 'tabs', text: 'Tabs or spaces?' },
    ],
    total: 2,
    found: 2,
  },
  values: { prefix: '', all: false, questions: [], layout: 'each', search: '' },
  errors: {},
};
const show = (part: Partial<ExportFormPage> = {}) => exportFormPage(testContext(), { ...form, ...part });

test('the form offers every question and shows what the files will be called', () => {
  const page = show();
  assertWellFormed(page);
  assert.match(page, /method="post" action="\/organise\/exports\/new"/);
  assert.match(page, /s3:\/\/votes\/2026\/november\/question_lunch\.csv/);
  assert.deepEqual(
    [...page.matchAll(/name="questions" value="([^"]+)"/g)].map(([, slug]) => slug),
    ['lunch', 'tabs'],
  );
  assert.deepEqual(
    [...page.matchAll(/value="(\w+)"[^>]* checked/g)].map(([, value]) => value),
    ['each'],
  );
  assert.doesNotMatch(page, /role="alert"|name="find"/);
});

test('what was chosen comes back', () => {
  const page = show({
    values: { prefix: 'q4', all: true, questions: ['tabs'], layout: 'together', search: '' },
  });
  assert.match(page, /name="prefix"[^>]*value="q4"/);
  assert.match(page, /name="all" value="yes" checked/);
  assert.match(page, /value="tabs" checked/);
  assert.match(page, /value="together"[^>]* checked/);
  assert.doesNotMatch(page, /value="lunch" checked/);
  assert.match(page, /s3:\/\/votes\/q4\/question_lunch\.csv/);
});

test('errors stand above the form and beside their field', () => {
  const page = show({ errors: { prefix: 'Bad path.', questions: 'Choose.', form: 'No bucket.' } });
  assertWellFormed(page);
  assert.match(
    page,
    /The export could not start.*No bucket\..*<li><a href="#prefix">Bad path\.<\/a><\/li><li><a href="#all">Choose\.<\/a><\/li>/s,
  );
  assert.match(page, /id="prefix-error">.*Bad path\./);
  assert.match(page, /aria-describedby="questions-hint questions-error"/);
  assert.match(page, /id="questions-error">.*Choose\./);
});

test('among many it shows some, says so, and has a search', () => {
  const offer = { ...form.offer, total: 10_000, found: 9_000 };
  const page = show({ offer });
  assertWellFormed(page);
  assert.match(page, /All questions \(10,000\)/);
  assert.match(page, /2 of 9,000 questions are shown/);
  assert.match(page, /name="search" value=""[^>]*>\s*<button[^>]*name="find" value="yes"/);
  const none = show({
    offer: { questions: [], total: 10_000, found: 0 },
    values: { ...form.values, search: 'zebra' },
  });
  assertWellFormed(none);
  assert.match(none, /No question found/);
  assert.match(none, /name="search" value="zebra"/);
});

test('without questions there is nothing to start', () => {
  const page = show({ offer: { questions: [], total: 0, found: 0 } });
  assert.match(page, /There is no question to export yet\./);
  assert.doesNotMatch(page, /Start export/);
});

test('hostile text stays text', () => {
  const offer = { questions: [{ slug: 'lunch', text: hostileText }], total: 1, found: 1 };
  const values = { ...form.values, prefix: hostileText, questions: [hostileText], search: hostileText };
  assertHarmless(show({ offer, values, errors: { prefix: 'Bad path.' } }), 1);
});
