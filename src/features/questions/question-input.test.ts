import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectDatabase } from '#src/database/database.ts';
import { questionKinds, questionPolicies } from '#src/database/models/question.ts';
import { cleanQuestion, type QuestionDraft, questionErrors } from '#src/features/questions/question-input.ts';
import { emptyDraft } from '#src/features/questions/question-request.ts';
import { createQuestion } from '#src/features/questions/question-store.ts';
import { createTestDatabase } from '../../../test/support/database.ts';

const draft = (part: Partial<QuestionDraft>): QuestionDraft => ({
  ...emptyDraft,
  text: 'Which?',
  choices: ['A', 'B', 'C'],
  ...part,
});
const errorsOf = (part: Partial<QuestionDraft>) => questionErrors(cleanQuestion(draft(part)));

test('limits that are left out follow from the kind', () => {
  const limits = (part: Partial<QuestionDraft>) => {
    const { minChoices, maxChoices } = cleanQuestion(draft(part));
    return [minChoices, maxChoices];
  };
  assert.deepEqual(limits({ kind: 'single' }), [1, 1]);
  assert.deepEqual(limits({ kind: 'ranked' }), [1, 3]);
  assert.deepEqual(limits({ kind: 'multiple', minChoices: 2 }), [2, 3]);
  assert.deepEqual(limits({ kind: 'rating', choices: [] }), [1, 1]);
});

test('a rating has its five choices and takes no others', () => {
  assert.deepEqual(cleanQuestion(draft({ kind: 'rating', choices: [' '] })).choices, [
    '1',
    '2',
    '3',
    '4',
    '5',
  ]);
  assert.deepEqual(errorsOf({ kind: 'rating', choices: ['1', '2', '3', '4', '5'] }), {});
  assert.deepEqual(errorsOf({ kind: 'rating' }), { choices: 'ratingChoices' });
});

test('a text of which nothing can be seen is none, and choices that look the same are', () => {
  for (const blank of ['\u200b', '\u3164 \u2060', '\u2800', '\u202e\u202c']) {
    assert.deepEqual(errorsOf({ text: blank }), { text: 'textMissing' }, JSON.stringify(blank));
    assert.deepEqual(
      errorsOf({ choices: ['A', blank] }),
      { choices: 'choicesTooFew' },
      JSON.stringify(blank),
    );
  }
  assert.deepEqual(errorsOf({ choices: ['A', 'Tea', 'Tea\u200b'] }), {
    choices: 'choiceTwice',
    choiceRows: [2],
  });
  assert.deepEqual(errorsOf({ choices: ['\u2764', '\u2764\ufe0f', 'A'] }), {
    choices: 'choiceTwice',
    choiceRows: [1],
  });
  const joined = ['\u{1f469}\u200d\u{1f467}', '\u{1f469}\u{1f467}', 'نامه\u200cای', 'نامهای'];
  assert.deepEqual(cleanQuestion(draft({ choices: joined })).choices, joined, 'nothing is taken out');
  assert.deepEqual(errorsOf({ choices: joined }), {});
});

test('every choice at fault is named, not the first alone', () => {
  const long = 'x'.repeat(201);
  assert.deepEqual(errorsOf({ choices: [long, 'A', long] }), {
    choices: 'choiceTooLong',
    choiceRows: [0, 2],
  });
  assert.deepEqual(errorsOf({ choices: ['Tea', 'A', ' Tea ', 'A', 'Tea'] }), {
    choices: 'choiceTwice',
    choiceRows: [2, 3, 4],
  });
  assert.deepEqual(errorsOf({ kind: 'multiple', choices: ['A | B', 'C', 'D |'], maxChoices: 2 }), {
    choices: 'choiceWithBar',
    choiceRows: [0, 2],
  });
});

test('no choice looks like two in a file', () => {
  for (const [kind, sign, choices] of [
    ['multiple', '|', 'choiceWithBar'],
    ['ranked', '>', 'choiceWithArrow'],
  ] as const) {
    for (const choice of [`A ${sign} B`, sign, `${sign} A`, `A ${sign}`, `A\u00a0${sign}\u00a0B`])
      assert.deepEqual(
        errorsOf({ kind, choices: ['A', 'B', choice], maxChoices: 2 }),
        { choices, choiceRows: [2] },
        choice,
      );
    assert.deepEqual(errorsOf({ kind, choices: [`A${sign}B`, `${sign}${sign} B`], maxChoices: 2 }), {});
  }
  for (const kind of ['single', 'multiple', 'ranked'] as const) {
    const others = { single: ['A | B', 'A > B'], multiple: ['A > B', 'C'], ranked: ['A | B', 'C'] };
    assert.deepEqual(
      errorsOf({ kind, choices: others[kind], maxChoices: kind === 'single' ? 1 : 2 }),
      {},
      kind,
    );
  }
});

test('limits fit the choices there are, and each other', () => {
  const of = (minChoices: number | null, maxChoices: number | null) =>
    errorsOf({ kind: 'multiple', minChoices, maxChoices });
  assert.deepEqual(of(2, 3), {});
  assert.deepEqual(of(0, null), { minChoices: 'minInvalid' });
  assert.deepEqual(of(1, 4), { maxChoices: 'maxInvalid' });
  assert.deepEqual(of(3, 2), { minChoices: 'minOverMax' });
  assert.deepEqual(of(Number.NaN, 1.5), { minChoices: 'minInvalid', maxChoices: 'maxInvalid' });
  assert.deepEqual(errorsOf({ kind: 'single', maxChoices: 2 }), { maxChoices: 'limitsNotForKind' });
});

test('answers can be changed only where each account votes once', () => {
  assert.deepEqual(errorsOf({ policy: 'account', secret: false }), {});
  for (const policy of ['open', 'browser', 'credential'] as const)
    assert.deepEqual(errorsOf({ policy, secret: false }), { secret: 'secretNotForPolicy' });
});

test('times are real, near and in order, their zone is known', () => {
  const time = (text: string) => new Date(text);
  assert.deepEqual(errorsOf({ opensAt: time('never') }), { opensAt: 'timeInvalid' });
  assert.deepEqual(errorsOf({ opensAt: time('0000-01-01T00:00Z') }), { opensAt: 'timeOutOfRange' });
  assert.deepEqual(errorsOf({ closesAt: time('9999-12-31T23:59:59-12:00') }), { closesAt: 'timeOutOfRange' });
  const both = { opensAt: time('2030-01-01T00:00Z'), closesAt: time('2030-01-01T00:00Z') };
  assert.deepEqual(errorsOf(both), { closesAt: 'closesBeforeOpening' });
  assert.deepEqual(errorsOf({ timeZone: 'Mars/Olympus' }), { timeZone: 'timeZoneUnknown' });
});

test('whatever the rules let pass the database takes, in every combination', async (t) => {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 4 });
  t.after(() => database.close());
  const limits = [null, -40_000, 0, 1, 2, 3, 40_000, 0.5, Number.NaN];
  const accepted: QuestionDraft[] = [];
  for (const kind of questionKinds)
    for (const policy of questionPolicies)
      for (const secret of [true, false])
        for (const choices of [[], ['A', 'B'], ['A', 'B', 'C'], ['1', '2', '3', '4', '5']])
          for (const minChoices of limits)
            for (const maxChoices of limits) {
              const part = draft({ kind, policy, secret, choices, minChoices, maxChoices });
              if (Object.keys(questionErrors(cleanQuestion(part))).length === 0) accepted.push(part);
            }
  assert.equal(accepted.length, 440);
  const left = accepted.values();
  // As many at a time as there are connections: whoever waits longer for one is refused.
  const create = async () => {
    for (const part of left) await createQuestion(database, cleanQuestion(part), null);
  };
  await Promise.all([create(), create(), create(), create()]);
  assert.equal(await database.questions.count(), accepted.length);
});
