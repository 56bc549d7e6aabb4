import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { QuestionKind } from '#src/database/models/question.ts';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import { type BallotFormBody, readBallotForm } from '#src/features/votes/read-ballot-form.ts';
import { en } from '#src/ui/messages/en.ts';

const words = en.question;

function read(kind: QuestionKind, body: BallotFormBody, [minChoices, maxChoices] = [1, 1]) {
  const choices = [7, 8, 9, 10].map((id) => ({ id, text: `Choice ${id}` }));
  const question = { kind, minChoices, maxChoices, choices } as unknown as PublishedQuestion;
  const { error, ...form } = readBallotForm(question, body);
  return { ...form, error: error?.(words) };
}

describe('a ballot out of a form', () => {
  it('has the choice that was selected, whether it comes as a text or as a list', () => {
    const expected = { choices: [8], answer: { chosen: ['8'], places: {} }, error: undefined };
    assert.deepEqual(read('single', { choices: '8' }), expected);
    assert.deepEqual(read('single', { choices: ['8'] }), expected);
    assert.ok(
      !(
        'error' in
        readBallotForm(
          {
            kind: 'single',
            minChoices: 1,
            maxChoices: 1,
            choices: [{ id: 8, text: '' }],
          } as unknown as PublishedQuestion,
          { choices: '8' },
        )
      ),
    );
  });

  it('has each choice once, and keeps what was selected to show it again', () => {
    const { choices, answer, error } = read('multiple', { choices: ['9', '7', '9'] }, [1, 2]);
    assert.deepEqual([choices, answer.chosen, error], [[9, 7], ['9', '7', '9'], undefined]);
  });

  it('says in words of its kind that there is nothing on it', () => {
    assert.equal(read('single', {}).error, words.nothingSelected);
    assert.equal(read('multiple', { choices: '' }, [1, 2]).error, words.nothingSelected);
    assert.equal(read('rating', {}).error, words.nothingRated);
    assert.equal(read('ranked', {}, [1, 4]).error, words.nothingRanked);
    // Nothing is said before too few.
    assert.equal(read('multiple', {}, [2, 3]).error, words.nothingSelected);
  });

  it('says how many choices are too few and too many', () => {
    assert.equal(read('multiple', { choices: '7' }, [2, 3]).error, words.tooFew(2, 1));
    assert.equal(read('multiple', { choices: ['7', '8'] }, [2, 3]).error, undefined);
    assert.equal(read('multiple', { choices: ['7', '8', '9'] }, [2, 3]).error, undefined);
    assert.equal(read('multiple', { choices: ['7', '8', '9', '10'] }, [2, 3]).error, words.tooMany(3, 4));
  });

  it('says that it was made for other choices than the question has, and keeps none of it', () => {
    const outdated = {
      choices: [],
      answer: { chosen: [], places: {} },
      error: words.corrected,
      outdated: true,
    };
    for (const odd of ['11', '07', '7 ', 'Choice 7'])
      assert.deepEqual(read('multiple', { choices: ['7', odd] }, [1, 2]), outdated, odd);
    assert.deepEqual(read('ranked', { 'place-7': '1', 'place-11': '' }, [1, 4]), outdated);
  });

  it('takes fields that are no texts for nothing', () => {
    for (const choices of [null, 7, { 7: '7' }, [[]], [null]])
      assert.equal(read('single', { choices }).error, words.nothingSelected, JSON.stringify(choices));
  });

  it('has the choices in the order of their places, which may have gaps', () => {
    assert.deepEqual(read('ranked', { 'place-7': '12', 'place-8': '', 'place-10': '3' }, [1, 4]), {
      choices: [10, 7],
      answer: { chosen: [], places: { 7: '12', 10: '3' } },
      error: undefined,
    });
    assert.equal(read('ranked', { 'place-7': '1' }, [2, 4]).error, words.tooFew(2, 1));
  });

  it('says which place was given twice', () => {
    const body = { 'place-7': '1', 'place-8': '2', 'place-9': '2' };
    const { error, answer } = read('ranked', body, [1, 4]);
    assert.equal(error, words.placeTwice(words.place(2)));
    assert.deepEqual(answer.places, { 7: '1', 8: '2', 9: '2' });
  });

  it('takes for a place what is one: one or two digits that do not begin with 0', () => {
    for (const odd of ['0', '01', '100', '-1', '1.5', ' 1', '1x', 'x1'])
      assert.deepEqual(read('ranked', { 'place-7': odd }, [1, 4]).choices, [], odd);
    for (const place of ['1', '9', '10', '99'])
      assert.deepEqual(read('ranked', { 'place-7': place }, [1, 4]).choices, [7], place);
  });
});
