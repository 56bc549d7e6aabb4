import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { forExcel } from '#src/features/exports/csv/for-excel.ts';
import { gatherEvidence } from '#src/features/proofs/testing/evidence.ts';
import { createLedger } from '#src/features/proofs/testing/ledger.ts';
import { verifyFiles } from '#src/features/proofs/verify/verify-files.ts';

/** What a closed question with one ballot gives to check. */
async function ofOneBallot(t: TestContext) {
  const { url, cast, close, seal } = await createLedger(t);
  await cast([{ choices: [1] }]);
  await close();
  await seal();
  return gatherEvidence(t, url);
}

test('one ballot is told of as one', async (t) => {
  const { csv, bundle, file } = await ofOneBallot(t);
  const check = async (votes: Buffer | string, proof: Buffer | string) => {
    const files = { csv: await file('votes.csv', votes), bundle: await file('proof.ndjson', proof) };
    const { verified, problems } = await verifyFiles({ ...files, keys: undefined });
    return [...verified, ...problems].join('\n');
  };
  assert.match(await check(csv, bundle), /^head: 1 ballot, .*^csv: 1 line, each/ms);
  const [header = ''] = bundle.toString().split('\n');
  assert.match(await check(csv, `${header}\n`), /holds 0 of the 1 entry that was signed/);
});

test('ballots of one moment stand in the order of their ids', async (t) => {
  const { url, cast, close, seal } = await createLedger(t, { kind: 'multiple' });
  const [moment, before] = ['2026-11-21T10:00:02Z', '2026-11-21T10:00:01Z'];
  const ballot = (digit: string, choices: number[], at: string) => ({
    id: `${digit.repeat(8)}-0000-4000-8000-000000000000`,
    choices,
    at,
  });
  // The log has one before the others, with which it is not in the order of files.
  await cast([ballot('c', [1], moment)]);
  await seal();
  await cast([ballot('1', [2, 1], moment), ballot('a', [1, 3], moment), ballot('2', [3], before)]);
  await close();
  await seal();
  const { csv, bundle, file } = await gatherEvidence(t, url);
  assert.match(csv.toString(), /^Nano,.*\nEmacs \| Vim,.*\nVim \| Nano,.*\nVim,.*\n$/);
  const files = { csv: await file('votes.csv', csv), bundle: await file('proof.ndjson', bundle) };
  assert.deepEqual((await verifyFiles({ ...files, keys: undefined })).problems, []);
});

test('the file for Excel is told from a file that was altered', async (t) => {
  const { csv, bundle, file } = await ofOneBallot(t);
  const excel = Buffer.concat(await Array.fromAsync(forExcel(ReadableStream.from([csv]))));
  const files = { csv: await file('votes.csv', excel), bundle: await file('proof.ndjson', bundle) };
  await assert.rejects(verifyFiles({ ...files, keys: undefined }), {
    message: `${files.csv} is in UTF-16, as the file for Excel is: take the one from "Votes as CSV"`,
  });
});
