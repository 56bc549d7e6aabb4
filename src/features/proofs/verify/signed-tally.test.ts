import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definitionHash } from '#src/features/proofs/log-head.ts';
import { signNote } from '#src/features/proofs/signed-note.ts';
import { gatherEvidence } from '#src/features/proofs/testing/evidence.ts';
import { createLedger, testKey } from '#src/features/proofs/testing/ledger.ts';
import { verifyFiles } from '#src/features/proofs/verify/verify-files.ts';

test('tells a tally or a winner that was signed without being counted', async (t) => {
  const { url, cast, close, seal } = await createLedger(t, { kind: 'ranked' });
  await cast([{ choices: [3, 1] }, { choices: [1] }, { choices: [3] }]);
  await close();
  await seal();
  const { bundle, file } = await gatherEvidence(t, url);
  const lie = (from: string, to: string) => {
    const [header = '', ...lines] = bundle.toString().split(/(?<=\n)/);
    const parsed = JSON.parse(header);
    assert.equal(definitionHash(parsed.question), /sha256:(.*)/.exec(parsed.head)?.[1]);
    parsed.head = signNote(`${parsed.head.split('\n\n')[0]}\n`.replace(from, to), testKey);
    return `${JSON.stringify(parsed)}\n${lines.join('')}`;
  };
  const told = async (bytes: string) =>
    (await verifyFiles({ bundle: await file('proof.ndjson', bytes), keys: new Map([[testKey.id, {}]]) }))
      .problems;
  assert.deepEqual(await told(lie('tally 2 0', 'tally 2 9')), [
    'tally: the ballots hold 0 for "Emacs", signed are 9',
  ]);
  for (const [from, to, said] of [
    ['tally 2 0', 'tally 2 9\ntally 2 0', '1, 2, 2, 3'],
    ['tally 2 0', 'tally 2 0\ntally 4 9', '1, 2, 4, 3'],
    ['tally 2 0\n', '', '1, 3'],
  ] as const)
    assert.deepEqual(await told(lie(from, to)), [
      `tally: signed are the choices ${said}, the question has 1, 2, 3`,
    ]);
  assert.deepEqual(await told(lie('winner 3', 'winner 1')), [
    'tally: by the ballots "Nano" wins, signed is "Vim"',
  ]);
  assert.deepEqual(await told(lie('winner 3\n', '')), [
    'tally: by the ballots "Nano" wins, signed is "nobody"',
  ]);
});

test('tells a winner that was signed for a question without one', async (t) => {
  const { url, cast, close, seal } = await createLedger(t);
  await cast([{ choices: [3] }]);
  await close();
  await seal();
  const { bundle, file } = await gatherEvidence(t, url);
  const [header = '', ...lines] = bundle.toString().split(/(?<=\n)/);
  const parsed = JSON.parse(header);
  parsed.head = signNote(`${parsed.head.split('\n\n')[0]}\nwinner 1\n`, testKey);
  const path = await file('proof.ndjson', `${JSON.stringify(parsed)}\n${lines.join('')}`);
  const { problems } = await verifyFiles({ bundle: path, keys: new Map([[testKey.id, {}]]) });
  assert.deepEqual(problems, ['tally: by the ballots "nobody" wins, signed is "Vim"']);
});
