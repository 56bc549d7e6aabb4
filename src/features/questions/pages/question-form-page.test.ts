import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { type QuestionFormPage, questionFormPage } from './question-form-page.ts';

const values = {
  text: '',
  description: '',
  choices: [],
  policy: 'browser',
  opensAt: '',
  closesAt: '',
} as const;
const empty: QuestionFormPage = {
  values: { ...values, choices: [] },
  errors: {},
  choicesLocked: false,
  publishable: true,
  emptyRows: 4,
};
const show = (part: Partial<QuestionFormPage> = {}) => questionFormPage(testContext(), { ...empty, ...part });
const rows = (page: string) =>
  [...page.matchAll(/name="choiceText" value="([^"]*)"/g)].map(([, text]) => text);

test('a new question starts with empty rows and may be saved or published', () => {
  const page = show();
  assertWellFormed(page);
  assert.match(page, /action="\/organise\/questions\/new"/);
  assert.deepEqual(rows(page), ['', '', '', '']);
  assert.match(page, /name="action" value="publish"/);
  assert.match(page, /name="action" value="more"/);
  assert.doesNotMatch(page, /role="alert"/);
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
  assert.match(page, /action="\/organise\/questions\/lunch\/edit"/);
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
    text: 'No text.',
    description: 'Long.',
    choices: 'Too few.',
    choice: { 1: 'Twice.' },
    policy: 'Which?',
    opensAt: 'When?',
    closesAt: 'Early.',
  };
  const page = show({ errors });
  assert.match(page, /<title>Error: New question/);
  assertWellFormed(page);
  const links = [...page.matchAll(/<a href="#([^"]+)">([^<]+)<\/a>/g)].map(([, id, text]) => [id, text]);
  assert.deepEqual(links, [
    ['text', 'No text.'],
    ['description', 'Long.'],
    ['choice-1', 'Too few.'],
    ['choice-2', 'Twice.'],
    ['policy', 'Which?'],
    ['opensAt', 'When?'],
    ['closesAt', 'Early.'],
  ]);
  for (const [id] of links) assert.match(page, new RegExp(`id="${id}"`));
  for (const id of ['text', 'description', 'choices', 'choice-2', 'policy', 'opensAt', 'closesAt']) {
    assert.match(page, new RegExp(`aria-describedby="[^"]*\\b${id}-error`), id);
    assert.match(page, new RegExp(`id="${id}-error"`), id);
  }
});

test('published choices are shown with the reason why they are fixed', () => {
  const page = show({
    values: { ...values, choices: [{ id: '7', text: 'Yes' }] },
    choicesLocked: true,
    publishable: false,
  });
  assertWellFormed(page);
  assert.deepEqual(rows(page), []);
  assert.match(page, /can no longer be changed.*<li><bdi>Yes<\/bdi><\/li>/s);
  assert.doesNotMatch(page, /value="publish"|value="more"|choice-rows\.js/);
});

test('hostile text stays text', () => {
  const hostile = {
    ...values,
    text: hostileText,
    description: hostileText,
    choices: [{ id: hostileText, text: hostileText }],
  };
  assertHarmless(show({ slug: hostileText, values: hostile }), 0);
  assertHarmless(show({ values: hostile, choicesLocked: true }), 1);
});
