import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { definitionHash } from '#src/features/proofs/log-head.ts';
import { signNote } from '#src/features/proofs/signed-note.ts';
import { signingKey } from '#src/features/proofs/signing-key.ts';
import { gatherEvidence } from '#src/features/proofs/testing/evidence.ts';
import { createLedger, testKey } from '#src/features/proofs/testing/ledger.ts';
import { verifyFiles } from '#src/features/proofs/verify/verify-files.ts';
import { makeScratchDirectory } from '../../../../test/support/scratch-directory.ts';
import { suiteCleanup } from '../../../../test/support/suite-cleanup.ts';

const keys = new Map([[testKey.id, {}]]);
const cleanup = suiteCleanup();
const at = (second: number) => `2026-11-21T10:00:0${second}.5Z`;
const idOf = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
const ballot = (n: number, choice = 1) => ({ choices: [choice], at: at(n), id: idOf(n) });

/** The bundle of a question whose ballots were sealed in these parts, with a head after each. */
async function bundlesOf(parts: readonly (readonly ReturnType<typeof ballot>[])[], final = false) {
  const { url, cast, close, client, seal } = await createLedger(cleanup);
  const bundles: string[] = [];
  for (const [n, part] of parts.entries()) {
    await cast(part);
    await client.query(
      'INSERT INTO ballot_logs (question_id, head_wanted) VALUES (1, true) ON CONFLICT (question_id) DO UPDATE SET head_wanted = true',
    );
    if (final && n === parts.length - 1) await close();
    await seal();
    bundles.push((await gatherEvidence(cleanup, url)).bundle.toString());
  }
  return bundles;
}

describe('a bundle held against one that was kept', () => {
  let directory: string;
  let first: string;
  let second: string;
  before(async () => {
    directory = await makeScratchDirectory();
    cleanup.after(() => rm(directory, { recursive: true, force: true }));
    [first = '', second = ''] = await bundlesOf([
      [ballot(1), ballot(2, 2), ballot(3)],
      [ballot(4), ballot(5)],
    ]);
  });
  const told = async (bundle: string, earlier: string, named = true) => {
    const paths = { bundle: join(directory, 'now'), earlier: join(directory, 'then') };
    await writeFile(paths.bundle, bundle);
    await writeFile(paths.earlier, earlier);
    const { problems, verified } = await verifyFiles({ ...paths, keys: named ? keys : undefined });
    return [...problems, ...verified.filter((line) => line.startsWith('earlier'))].map((line) =>
      line.replace(/\d{4}-\S+Z/, 'then'),
    );
  };
  const onlyHead = (bundle: string) => `${bundle.split('\n')[0]}\n`;

  it('is continued, also by the first line alone, and by itself', async () => {
    const continued = ['earlier: 3 ballots were signed then, which are the first of these'];
    assert.deepEqual(await told(second, first), continued);
    assert.deepEqual(await told(second, onlyHead(first)), continued);
    assert.deepEqual(await told(first, onlyHead(first)), continued);
    assert.deepEqual(await told(second, first, false), continued);
  });

  it('is continued from before the first ballot', async () => {
    const [empty = '', one = ''] = await bundlesOf([[], [ballot(1)]]);
    const continued = ['earlier: 0 ballots were signed then, which are the first of these'];
    assert.deepEqual(await told(one, empty), continued);
    assert.deepEqual(await told(empty, empty), continued);
  });

  it('has lost ballots, as after an old backup was restored', async () => {
    assert.deepEqual(await told(first, second), [
      'earlier: 5 ballots were signed then, of which 3 are left at most',
    ]);
    const [restored = ''] = await bundlesOf([
      [ballot(1), ballot(2, 2), ballot(6), ballot(7), ballot(8), ballot(9)],
    ]);
    assert.deepEqual(await told(restored, second), [
      'earlier: 5 ballots were signed then, which are not the first of these',
    ]);
  });

  it('has one that reads otherwise, or another order, as where two logs are shown', async () => {
    for (const parts of [
      [[ballot(1), ballot(2, 3), ballot(3), ballot(4)]],
      [[ballot(4)], [ballot(1), ballot(2, 2), ballot(3)]],
    ]) {
      const other = (await bundlesOf(parts)).at(-1) ?? '';
      assert.deepEqual(await told(other, first), [
        'earlier: 3 ballots were signed then, which are not the first of these',
      ]);
    }
  });

  it('has more than were final', async () => {
    const [final = ''] = await bundlesOf([[ballot(1), ballot(2, 2), ballot(3)]], true);
    assert.deepEqual(await told(second, final), [
      'earlier: 3 ballots were signed then as final, 2 were added since',
    ]);
    for (const earlier of [first, final])
      assert.deepEqual(await told(final, earlier), [
        'earlier: 3 ballots were signed then, which are the first of these',
      ]);
    const [one = '', two = ''] = [
      (await bundlesOf([[ballot(1)]], true))[0],
      (await bundlesOf([[ballot(1), ballot(2)]]))[0],
    ];
    assert.deepEqual(await told(two, one), ['earlier: 1 ballot was signed then as final, 1 was added since']);
  });

  it('is not held against what nobody signed, or another question', async () => {
    const other = signingKey({ sessionSecret: 'a secret of somebody else entirely' });
    const parsed = JSON.parse(onlyHead(first));
    const head = signNote(`${parsed.head.split('\n\n')[0]}\n`, other);
    const key = { id: other.id, public_key: other.publicKey.toString('base64') };
    assert.deepEqual(await told(second, `${JSON.stringify({ ...parsed, head, key })}\n`), [
      `earlier: key: ${other.id} signed this, which is none of the keys you named`,
    ]);
    assert.deepEqual(await told(second, `${JSON.stringify({ ...parsed, key })}\n`, false), [
      `earlier: head: it was not signed with key ${other.id}, or was changed afterwards`,
    ]);
    // Of another question, or of the same one before its text was changed.
    for (const fields of [{ id: 2 }, { text: 'Asked before?' }]) {
      const question = { ...parsed.question, ...fields };
      const elsewhere = parsed.head
        .split('\n\n')[0]
        .replace('questions/1\n', `questions/${question.id}\n`)
        .replace(/sha256:\w+/, `sha256:${definitionHash(question)}`);
      const signed = { ...parsed, question, head: signNote(`${elsewhere}\n`, testKey) };
      assert.deepEqual(await told(second, `${JSON.stringify(signed)}\n`), [
        'earlier: it is of another question, or the question has been changed since',
      ]);
    }
  });
});
