import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUNDLE_FORMAT, type BundleHeader } from '#src/features/proofs/bundle-format.ts';
import { definitionHash, formatHead, type QuestionDefinition } from '#src/features/proofs/log-head.ts';
import { signNote } from '#src/features/proofs/signed-note.ts';
import { type SigningKey, signingKey } from '#src/features/proofs/signing-key.ts';
import { checkHead } from '#src/features/proofs/verify/check-head.ts';

const key = signingKey({ sessionSecret: 'a secret that only tests know about' });
const other = signingKey({ sessionSecret: 'another secret that only tests know about' });
const question: QuestionDefinition = {
  id: 7,
  slug: 'editor',
  text: 'Editor?',
  kind: 'single',
  min_choices: 1,
  max_choices: 1,
  choices: [{ id: 1, text: 'Vim' }],
};
const signedAt = Date.UTC(2026, 10, 21, 10);
const head = formatHead({
  questionId: 7,
  size: 0,
  root: Buffer.alloc(32),
  definition: definitionHash(question),
  time: new Date(signedAt),
  final: true,
  tally: [{ choice: 1, votes: 0 }],
});
const published = ({ id, publicKey }: SigningKey) => ({ id, public_key: publicKey.toString('base64') });
const header: BundleHeader = {
  format: BUNDLE_FORMAT,
  question,
  head: signNote(head, key),
  key: published(key),
};
const problemOf = (
  changed: Partial<BundleHeader>,
  trusted: Parameters<typeof checkHead>[1] = new Map([[key.id, {}]]),
) => checkHead({ ...header, ...changed }, trusted).problem;

test('a head that was signed for its question is read', () => {
  for (const trusted of [undefined, new Map([[key.id, {}]])])
    assert.equal(checkHead(header, trusted).head?.time.getTime(), signedAt);
});

test('a head of another key, question or form is told', () => {
  const [none, others] = [
    { id: key.id, public_key: 'none' },
    { ...published(key), id: other.id },
  ];
  for (const wrong of [none, others])
    assert.equal(problemOf({ key: wrong }), `key: ${wrong.id} is not the id of the key in the bundle`);
  const signed = { key: published(other), head: signNote(head, other) };
  assert.equal(problemOf(signed), `key: ${other.id} signed this, which is none of the keys you named`);
  assert.equal(
    problemOf({ head: signed.head }),
    `head: it was not signed with key ${key.id}, or was changed afterwards`,
  );
  assert.equal(
    problemOf({ head: signNote('something else\n', key) }),
    'head: the text that was signed is not one of a head',
  );
  const elsewhere = 'question: the question or its choices are not those that were signed';
  assert.equal(problemOf({ question: { ...question, text: 'Worst editor?' } }), elsewhere);
  assert.equal(problemOf({ head: signNote(head.replace('/7\n', '/8\n'), key) }), elsewhere);
  const alike = { ...question, choices: [...question.choices, { id: 1, text: 'Emacs' }] };
  const ofAlike = head.replace(definitionHash(question), definitionHash(alike));
  assert.equal(
    problemOf({ question: alike, head: signNote(ofAlike, key) }),
    'question: two of its choices have one id',
  );
});

test('a key is trusted for the time it was in use, by clocks that differ by five minutes at most', () => {
  const told = `key: ${key.id} was not in use at 2026-11-21T10:00:00.000Z, when the head says it was signed`;
  for (const [from, until, problem] of [
    [signedAt + 300_000, undefined, undefined],
    [signedAt + 300_001, undefined, told],
    [undefined, signedAt - 300_000, undefined],
    [undefined, signedAt - 300_001, told],
  ] as const)
    assert.equal(problemOf({}, new Map([[key.id, { from, until }]])), problem, `${from} to ${until}`);
});
