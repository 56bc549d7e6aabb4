import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { type ExportFormPage, exportFormPage } from './export-form-page.ts';

const form: ExportFormPage = {
  bucket: 'votes',
  questions: [
    { slug: 'lunch', text: 'Where to eat?' },
    { slug: 'tabs', text: 'Tabs or spaces?' },
  ],
  values: { prefix: '', all: false, questions: [] },
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
  assert.doesNotMatch(page, / checked|role="alert"/);
});

test('what was chosen comes back', () => {
  const page = show({ values: { prefix: 'q4', all: true, questions: ['tabs'] } });
  assert.match(page, /name="prefix"[^>]*value="q4"/);
  assert.match(page, /name="all" value="yes" checked/);
  assert.match(page, /value="tabs" checked/);
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

test('without questions there is nothing to start', () => {
  const page = show({ questions: [] });
  assert.match(page, /There is no question to export yet\./);
  assert.doesNotMatch(page, /Start export/);
});

test('hostile text stays text', () => {
  const questions = [{ slug: 'lunch', text: hostileText }];
  const values = { prefix: hostileText, all: false, questions: [hostileText] };
  assertHarmless(show({ questions, values, errors: { prefix: 'Bad path.' } }), 1);
});
