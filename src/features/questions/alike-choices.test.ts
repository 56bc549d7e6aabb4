import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alikeChoices, alikeKey, orAlike } from '#src/features/questions/alike-choices.ts';
import { cleanQuestion, questionDefaults } from '#src/features/questions/question-input.ts';

const alike = (...choices: string[]) => alikeChoices(choices);

test('capitals, blanks and forms of the same characters make no difference that voters see', () => {
  assert.deepEqual(alike('Tea', ' tea ', 'TEA'), [1, 2]);
  assert.deepEqual(alike('Ice cream', 'icecream'), [1]);
  assert.deepEqual(alike('Straße', 'STRASSE'), [1]);
  // A ligature, a digit in a circle, letters of full width, and an accent of its own.
  assert.deepEqual(alike('ﬁre', 'fire', '①', '1', 'Ａ', 'a', 'é', 'e\u0301'), [1, 3, 5, 7]);
});

test('other letters, accents and signs do', () => {
  assert.deepEqual(alike('Tea', 'Té', 'Te', 'Tea?', '', ' '), []);
  assert.deepEqual(alike('1', '-1', '1.0', '10'), []);
});

test('who was asked about some is asked again where there are others', () => {
  const input = (...choices: string[]) => cleanQuestion({ ...questionDefaults, text: 'Which?', choices });
  const asked = { choices: 'choiceAlike', choiceRows: [1] };
  const pair = input('Tea', 'tea', 'Milk');
  assert.deepEqual(orAlike({}, pair, ''), asked);
  assert.deepEqual(orAlike({}, pair, alikeKey(pair.choices)), {});
  assert.deepEqual(orAlike({}, pair, undefined), {}, 'a program is not asked');
  assert.deepEqual(
    orAlike({}, input('Tea', 'tea', 'Milk', 'MILK'), alikeKey(pair.choices)).choiceRows,
    [1, 3],
  );
  assert.deepEqual(orAlike({}, input('Tea', 'Milk'), alikeKey(pair.choices)), {});
  assert.deepEqual(orAlike({ choices: 'choicesTooMany' }, pair, ''), { choices: 'choicesTooMany' });
});
