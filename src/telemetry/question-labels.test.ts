import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { questionCap, questionLabels, questionsDropped, refusedIdLabel } from './question-labels.ts';

const question = (id: number | string) => ({ id, slug: `q-${id}` });
const other = { 'question.id': 'other', question: 'other' };

describe('the labels of a question', () => {
  it('are its own for the first refused ones, for those that were there and for those that are counted', () => {
    const counted = questionLabels(question(1));
    for (let id = 2; id < questionCap + 2; id++) assert.equal(refusedIdLabel(id), String(id));
    assert.equal(refusedIdLabel('late'), 'other');
    assert.equal(refusedIdLabel(2), '2');
    assert.equal(refusedIdLabel(1), '1');
    assert.deepEqual(counted, { 'question.id': '1', question: 'q-1' });
  });

  it('stay the same ones when the cap is reached', () => {
    const first = questionLabels(question(1));
    for (let id = 2; id <= questionCap; id++) questionLabels(question(id));
    assert.equal(questionLabels(question(1)), first);
    assert.equal(questionsDropped(), 0);
    for (const id of ['late-1', 'late-2', 'late-1']) assert.deepEqual(questionLabels(question(id)), other);
    assert.equal(questionsDropped(), 2);
  });
});
