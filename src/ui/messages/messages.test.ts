import assert from 'node:assert/strict';
import { test } from 'node:test';
import { t } from './messages.ts';

function sentences(node: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(node)) {
    const here = `${path}/${key}`;
    if (typeof value === 'function') found.set(here, value('7', '7'));
    else if (typeof value === 'string') found.set(here, value);
    else for (const [inner, text] of sentences(value, here)) found.set(inner, text);
  }
  return found;
}

test('the languages have the same keys and no empty sentence', () => {
  const [english, spanish] = [sentences(t('en')), sentences(t('es'))];
  assert.deepEqual([...spanish.keys()], [...english.keys()]);
  for (const text of [...english.values(), ...spanish.values()]) assert.notEqual(text.trim(), '');
});

test('a sentence with a value keeps it in every language', () => {
  const [english, spanish] = [sentences(t('en')), sentences(t('es'))];
  for (const [key, text] of english) assert.equal(spanish.get(key)?.includes('7'), text.includes('7'), key);
});

test('one vote is singular', () => {
  assert.equal(t('en').votes(1, '1'), '1 vote');
  assert.equal(t('en').votes(0, '0'), '0 votes');
  assert.equal(t('es').votes(1, '1'), '1 voto');
  assert.equal(t('es').votes(2, '2'), '2 votos');
});
