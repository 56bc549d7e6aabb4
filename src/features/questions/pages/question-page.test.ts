import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { type QuestionPage, questionPage } from './question-page.ts';

const question: QuestionPage = {
  slug: 'lunch',
  text: 'Where to eat?',
  state: 'open',
  policy: 'browser',
  choices: [
    { id: '11', text: 'Noodles' },
    { id: '12', text: 'Falafel' },
  ],
  ballot: 'ballot-id',
  alreadyVoted: false,
};
const show = (part: Partial<QuestionPage> = {}) => questionPage(testContext(), { ...question, ...part });

test('an open question is a form with a radio button for each choice', () => {
  const page = show();
  assertWellFormed(page);
  assert.match(page, /<form class="stack" method="post" action="\/questions\/lunch\/votes"/);
  assert.match(page, /name="_csrf" value="csrf-token"/);
  assert.match(page, /name="ballot" value="ballot-id"/);
  const radios = [...page.matchAll(/type="radio" id="([^"]+)" name="choices" value="([^"]+)"/g)];
  assert.deepEqual(
    radios.map(([, id, value]) => [id, value]),
    [
      ['choice', '11'],
      ['choice-1', '12'],
    ],
  );
  assert.match(page, /One vote per browser\./);
  assert.match(show({ policy: 'open' }), /You may vote more than once\./);
});

test('an error is said in the title, beside the choices and tied to them', () => {
  const page = show({ error: "You didn't select a choice.", selected: '12' });
  assert.match(page, /<title>Error: Where to eat\?/);
  assert.match(page, /<fieldset class="field field-invalid" aria-describedby="choice-error">/);
  assert.match(page, /id="choice-error">.*You didn&#39;t select a choice\./);
  assert.match(page, /value="12" checked/);
});

test('a question that takes no vote now says why and shows no form', () => {
  const opensAt = new Date('2026-12-01T10:00:00Z');
  const closed = show({ state: 'closed', closesAt: opensAt });
  const scheduled = show({ state: 'scheduled', opensAt });
  const voted = show({ alreadyVoted: true });
  for (const page of [closed, scheduled, voted]) {
    assertWellFormed(page);
    assert.doesNotMatch(page, /action="\/questions/);
  }
  assert.match(closed, /Voting has closed.*Closed <time datetime="2026-12-01T10:00:00\.000Z">/);
  assert.match(scheduled, /Voting has not started yet.*<time datetime="2026-12-01T10:00:00\.000Z">/);
  assert.match(voted, /You already voted here/);
  const leadsToResults = /class="button button-primary" href="\/questions\/lunch\/results"/;
  assert.match(closed, leadsToResults);
  assert.match(voted, leadsToResults);
  assert.doesNotMatch(scheduled, leadsToResults);
});

test('hostile text stays text', () => {
  const choices = [{ id: hostileText, text: hostileText }];
  const page = show({
    slug: hostileText,
    text: hostileText,
    description: hostileText,
    ballot: hostileText,
    choices,
  });
  assertHarmless(page, 4);
});
