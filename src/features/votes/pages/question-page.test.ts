import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import type { QuestionPage } from './ballot-form.ts';
import { questionPage } from './question-page.ts';

const question: QuestionPage = {
  slug: 'lunch',
  text: 'Where to eat?',
  state: 'open',
  kind: 'single',
  policy: 'browser',
  secret: true,
  minChoices: 1,
  maxChoices: 1,
  timeZone: 'Europe/Madrid',
  choices: [
    { id: '11', text: 'Noodles' },
    { id: '12', text: 'Falafel' },
  ],
  edition: 0,
  ballot: 'ballot-id',
  standing: 'voting',
  results: 'always',
  seesResults: true,
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

test('a ballot alone looks whether voting has closed', () => {
  assert.match(show(), /data-ballot="\/questions\/lunch"/);
  assert.match(show(), /await-close/);
  for (const part of [{ standing: 'voted' }, { state: 'closed' }, { state: 'scheduled' }] as const)
    assert.doesNotMatch(show(part), /data-ballot|await-close/);
});

test('results are offered to who may see them; others read when they are shown', () => {
  const offer = /href="\/questions\/lunch\/results"/;
  const states = [{}, { standing: 'voted' }, { state: 'closed' }, { standing: 'loggedOut' }] as const;
  for (const state of states) {
    assert.match(show(state), offer);
    const hidden = show({ ...state, results: 'organisers', seesResults: false });
    assert.doesNotMatch(hidden, offer);
    assert.match(hidden, /Only the organisers see the results\./);
  }
  assert.match(show({ results: 'voted', seesResults: false }), /once you have voted/);
  assert.match(show({ results: 'closed', seesResults: false }), /once voting has closed/);
});

test('an error is said in the title, beside the choices and tied to them', () => {
  const page = show({
    errors: { choices: "You didn't select a choice." },
    answer: { chosen: ['12'], places: {} },
  });
  assert.match(page, /<title>Error: Where to eat\?/);
  assert.match(page, /<fieldset class="field field-invalid" aria-describedby="choice-error">/);
  assert.match(page, /id="choice-error">.*You didn&#39;t select a choice\./);
  assert.match(page, /value="12" checked/);
});

test('a question that takes no vote now says why and shows no form', () => {
  const opensAt = new Date('2026-12-01T10:00:00Z');
  const closed = show({ state: 'closed', closesAt: opensAt });
  const scheduled = show({ state: 'scheduled', opensAt });
  const voted = show({ standing: 'voted' });
  for (const page of [closed, scheduled, voted]) {
    assertWellFormed(page);
    assert.doesNotMatch(page, /action="\/questions/);
  }
  assert.match(
    closed,
    /Voting has closed.*Closed <time datetime="2026-12-01T10:00:00\.000Z" data-in-zone="Europe\/Madrid" data-own="\(# by your clock\)">1 Dec 2026, 11:00 CET</,
  );
  assert.match(
    scheduled,
    /Voting has not started yet.*<time datetime="2026-12-01T10:00:00\.000Z" data-in-zone="Europe\/Madrid"/,
  );
  assert.match(voted, /You already voted here/);
  const leadsToResults = /class="button button-primary" href="\/questions\/lunch\/results"/;
  assert.match(closed, leadsToResults);
  assert.match(voted, leadsToResults);
  assert.doesNotMatch(scheduled, leadsToResults);
});

test('several choices are check boxes, with how many may be chosen', () => {
  const page = show({
    kind: 'multiple',
    minChoices: 1,
    maxChoices: 2,
    answer: { chosen: ['11', '12'], places: {} },
  });
  assertWellFormed(page);
  assert.match(page, /<legend class="field-label">Choose up to 2<\/legend>/);
  assert.equal(page.match(/type="checkbox" id="[^"]+" name="choices" value="\d+" checked/g)?.length, 2);
});

test('a rating is five radio buttons that say which end is high', () => {
  const choices = [1, 2, 3, 4, 5].map((number) => ({ id: String(100 + number), text: String(number) }));
  const page = show({ kind: 'rating', choices });
  assertWellFormed(page);
  assert.match(page, /<fieldset class="field" aria-describedby="choice-hint">/);
  assert.match(page, /id="choice-hint">1 is the lowest, 5 the highest\./);
  assert.equal(page.match(/type="radio"/g)?.length, 5);
});

test('of a ranked ballot the choices that share a place are marked, and no other', () => {
  const choices = ['Noodles', 'Falafel', 'Soup', 'Rice'].map((text, index) => ({
    id: `${11 + index}`,
    text,
  }));
  const places = { 11: '1', 12: '2', 14: '2' };
  const ranked = { kind: 'ranked', choices, maxChoices: 4, answer: { chosen: [], places } } as const;
  const page = show({ ...ranked, errors: { choices: 'You gave the 2nd place to more than one choice.' } });
  const marked = [...page.matchAll(/id="([^"]+)" name="place-\d+" aria-invalid="true"/g)];
  assert.deepEqual(
    marked.map(([, id]) => id),
    ['choice-1', 'choice-3'],
  );
  assert.match(page, /<a href="#choice-1">You gave the 2nd place/);
});

test('a ranked ballot has a labelled place for each choice', () => {
  const page = show({ kind: 'ranked', maxChoices: 2, answer: { chosen: [], places: { 12: '1' } } });
  assertWellFormed(page);
  const [, second = ''] = page.split('name="place-12"');
  assert.match(
    second,
    /^><option value="">Not ranked<\/option><option value="1" selected>1st<\/option><option value="2">2nd/,
  );
  assert.match(page, /<label for="choice-1"><bdi>Falafel<\/bdi><\/label>/);
  assert.match(page, /ranking\.js/);
});

test('a voter is told how often and how secretly the vote is taken, and until when', () => {
  const closesAt = new Date('2026-12-01T10:00:00Z');
  assert.match(show({ closesAt }), /Voting closes <time [^>]+>1 Dec 2026, 11:00 CET<\/time>/);
  assert.match(show({ closesAt }), /data-countdown="2026-12-01T10:00:00\.000Z"/);
  assert.match(show({ policy: 'open' }), /nothing is stored of who cast it/);
  assert.match(show({ policy: 'account' }), /One vote per account\..*not who chose what/);
  const open = show({ policy: 'account', secret: false, standing: 'changing' });
  assert.match(open, /You can change your answer.*Your vote is not secret/s);
  assert.match(open, /<button[^>]*>Change answer</);
});

test('who has to log in is led there and back', () => {
  const asked = {
    policy: 'account',
    standing: 'loggedOut',
    closesAt: new Date('2026-12-01T10:00:00Z'),
  } as const;
  const page = show(asked);
  assert.match(page, /href="\/login\?next&#61;%2Fquestions%2Flunch"/);
  assert.doesNotMatch(page, /<form class="stack"/);
  assert.match(page, /<li><bdi>Noodles<\/bdi><\/li>/);
  assert.match(page, /Voting closes <time [^>]+>1 Dec 2026, 11:00 CET<\/time>.*not who chose what/s);
  assert.match(page, /countdown\.js/);
  assert.equal(
    show({ ...asked, results: 'closed', seesResults: false }).split('once voting has closed').length,
    2,
  );
});

test('an invitation is asked for where the browser came with none', () => {
  const page = show({ policy: 'credential', asksForCode: true, code: 'AB-1', errors: { code: 'Not one.' } });
  assertWellFormed(page);
  assert.match(
    page,
    /<input[^>]*name="credential"[^>]*aria-describedby="credential-hint credential-error"[^>]*value="AB-1"/,
  );
  assert.match(page, /<title>Error:/);
  assert.match(show({ policy: 'credential', asksForCode: false }), /You vote with your invitation\./);
  assert.match(show({ policy: 'credential', standing: 'voted' }), /This invitation has been used\./);
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

test('reactions stand below the ballot, with buttons for who is logged in', () => {
  const reactions = { likes: 3, dislikes: 1, own: null };
  assert.match(show({ reactions }), /<span class="visually-hidden">3 likes<\/span>/);
  assert.doesNotMatch(show(), /class="reaction/);
  const user = { name: 'ada', role: 'voter' };
  const page = questionPage(testContext({ user }), { ...question, state: 'closed', reactions });
  assertWellFormed(page);
  assert.match(page, /action="\/questions\/lunch\/reaction"/);
});
