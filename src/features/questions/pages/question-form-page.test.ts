import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyValues } from '#src/features/questions/question-form.ts';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { questionFormPage } from './question-form-page.ts';
import type { QuestionFormPage } from './question-form-values.ts';

const values = emptyValues;
const empty: QuestionFormPage = {
  values,
  errors: {},
  locked: [],
  audiences: ['always', 'voted', 'closed', 'organisers'],
  correctable: false,
  publishable: true,
  proposeZone: false,
  emptyRows: 4,
};
const locked = [
  'text',
  'kind',
  'choices',
  'minChoices',
  'maxChoices',
  'policy',
  'secret',
  'opensAt',
] as const;
const show = (part: Partial<QuestionFormPage> = {}) => questionFormPage(testContext(), { ...empty, ...part });
const rows = (page: string) =>
  [...page.matchAll(/name="choiceText" dir="auto" value="([^"]*)"/g)].map(([, text]) => text);

test('a new question starts with empty rows and may be saved or published', () => {
  const page = show();
  assertWellFormed(page);
  assert.match(page, /action="\/organise\/questions\/new\?sent&#61;yes"/);
  assert.deepEqual(rows(page), ['', '', '', '']);
  assert.match(page, /name="action" value="publish"/);
  assert.match(page, /name="action" value="more"/);
  assert.doesNotMatch(page, /role="alert"/);
});

test('who takes one vote from each account is told where anybody makes accounts', () => {
  const warned = /nothing stops a second account/;
  assert.doesNotMatch(show(), warned);
  assert.match(questionFormPage(testContext({ signUp: true }), empty), warned);
});

test('enter saves: the first button of the form is not the one that adds rows', () => {
  const first = /<button[^>]*type="submit" name="action" value="([a-z]+)"/.exec(
    show().split('<main')[1] ?? '',
  );
  assert.equal(first?.[1], 'save');
});

test('typed values come back, ids beside their texts, followed by empty rows', () => {
  const choices = [{ id: '7', text: 'Yes' }, { text: 'No' }];
  const page = show({ slug: 'lunch', values: { ...values, text: 'Really?', choices }, emptyRows: 1 });
  assert.match(page, /action="\/organise\/questions\/lunch\/edit\?sent&#61;yes"/);
  assert.match(page, /name="text"[^>]*value="Really\?"/);
  assert.deepEqual(rows(page), ['Yes', 'No', '']);
  const ids = [...page.matchAll(/name="choiceId" value="([^"]*)"/g)].map(([, id]) => id);
  assert.deepEqual(ids, ['7', '', '']);
});

test('twenty rows are the most, and then no more are offered', () => {
  const choices = Array.from({ length: 19 }, (_, index) => ({ text: `${index}` }));
  const page = show({ values: { ...values, choices }, emptyRows: 4 });
  assert.equal(rows(page).length, 20);
  assert.doesNotMatch(page, /value="more"/);
});

test('every error stands above the form and beside its field', () => {
  const errors = {
    form: 'Too late.',
    text: 'No text.',
    description: 'Long.',
    choices: 'Too few.',
    choice: { 1: 'Twice.' },
    minChoices: 'Too small.',
    maxChoices: 'Too large.',
    policy: 'Which?',
    secret: 'No.',
    results: 'Whose?',
    timeZone: 'Where?',
    opensAt: 'When?',
    closesAt: 'Early.',
  };
  const page = show({ errors });
  assert.match(page, /<title>Error: New question/);
  assertWellFormed(page);
  const links = [...page.matchAll(/<a href="#([^"]+)">([^<]+)<\/a>/g)].map(([, id, text]) => [id, text]);
  assert.deepEqual(links, [
    ['form-error', 'Too late.'],
    ['text', 'No text.'],
    ['description', 'Long.'],
    ['choice-1', 'Too few.'],
    ['choice-2', 'Twice.'],
    ['minChoices', 'Too small.'],
    ['maxChoices', 'Too large.'],
    ['policy', 'Which?'],
    ['secret', 'No.'],
    ['results', 'Whose?'],
    ['timeZone', 'Where?'],
    ['opensAt', 'When?'],
    ['closesAt', 'Early.'],
  ]);
  for (const [id] of links) assert.match(page, new RegExp(`id="${id}"`));
  const fields = Object.keys(errors).filter((name) => name !== 'form' && name !== 'choice');
  for (const id of [...fields, 'choice-2']) {
    assert.match(page, new RegExp(`aria-describedby="[^"]*\\b${id}-error`), id);
    assert.match(page, new RegExp(`id="${id}-error"`), id);
  }
});

test('what publication fixed is shown with the reason, not as fields', () => {
  const page = show({
    values: {
      ...values,
      text: 'Really?',
      kind: 'multiple',
      choices: [{ id: '7', text: 'Yes' }],
      minChoices: '1',
      maxChoices: '2',
    },
    slug: 'really',
    locked,
    publishable: false,
  });
  assertWellFormed(page);
  assert.deepEqual(rows(page), []);
  assert.match(
    page,
    /can no longer be changed.*<bdi>Really\?<\/bdi>.*Several choices.*<li><bdi>Yes<\/bdi><\/li>.*1 to 2/s,
  );
  for (const name of ['text', 'kind', 'minChoices', 'policy', 'secret', 'opensAt'])
    assert.doesNotMatch(page, new RegExp(` name="${name}"`), name);
  for (const name of ['description', 'results', 'timeZone', 'closesAt'])
    assert.match(page, new RegExp(` name="${name}"`), name);
  assert.doesNotMatch(page, /value="publish"|value="more"|choice-rows\.js/);
});

test('whoever corrects a question by a copy is told that its invitations are not good for that', () => {
  const lockedAs = (policy: 'credential' | 'browser') =>
    show({ values: { ...values, policy }, slug: 'really', locked });
  assert.match(lockedAs('credential'), /duplicate the question.*not good for the copy/s);
  assert.doesNotMatch(lockedAs('browser'), /not good for the copy/);
});

test('once voting has closed its times are fixed too', () => {
  const times = { opensAt: '2026-01-01T10:00', closesAt: '2026-02-01T10:00', timeZone: 'Europe/Madrid' };
  const page = show({
    slug: 'over',
    values: { ...values, ...times },
    locked: [...locked, 'closesAt', 'timeZone'],
  });
  assert.match(page, /stays closed.*1 Feb 2026, 10:00 Europe\/Madrid/s);
  assert.doesNotMatch(page, /name="closesAt"|name="timeZone"/);
});

test('results that people voted under are offered to more people only', () => {
  const page = show({ audiences: ['always', 'voted'], values: { ...values, results: 'voted' } });
  assert.match(page, /There are votes already/);
  assert.deepEqual(
    [...page.matchAll(/name="results" value="([a-z]+)"/g)].map(([, value]) => value),
    ['always', 'voted'],
  );
});

test('the zone of the times can be chosen, a stored one that is not in the list too', () => {
  const page = show({ values: { ...values, timeZone: 'Europe/Kyiv' } });
  assert.match(page, /<option selected>Europe\/Kyiv<\/option>/);
  assert.doesNotMatch(page, /data-own-zone|own-time-zone\.js/);
  assert.match(show({ proposeZone: true }), /data-own-zone/);
});

test('hostile text stays text', () => {
  const hostile = {
    ...values,
    text: hostileText,
    description: hostileText,
    choices: [{ id: hostileText, text: hostileText }],
    minChoices: hostileText,
    opensAt: hostileText,
  };
  assertHarmless(show({ slug: hostileText, values: hostile }), 0);
  assertHarmless(show({ slug: 'hostile', values: { ...hostile, opensAt: '' }, locked }), 2);
});
