import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gatherEvidence } from '#src/features/proofs/testing/evidence.ts';
import { createLedger, testKey } from '#src/features/proofs/testing/ledger.ts';
import { verifyFiles } from '#src/features/proofs/verify/verify-files.ts';
import { ballotIdOf } from '#src/features/votes/receipt/ballot-id.ts';
import { codeOf } from '#src/features/votes/typed-code.ts';

test('a receipt is told with the texts of its choices and its place, also the first', async (t) => {
  const code = codeOf(Buffer.alloc(17, 7));
  const { url, cast, close, seal } = await createLedger(t, { kind: 'multiple' });
  await cast([
    { choices: [2, 3], at: '2026-11-21T10:00:00Z', id: ballotIdOf(code) },
    { choices: [1], at: '2026-11-21T10:00:01Z' },
  ]);
  await close();
  await seal();
  const { bundle, file } = await gatherEvidence(t, url);
  const told = async (receipt?: string) => {
    const keys = new Map([[testKey.id, {}]]);
    const { verified } = await verifyFiles({ bundle: await file('proof.ndjson', bundle), keys, receipt });
    return verified.slice(4);
  };
  const tally = 'tally: "Vim" 1, "Emacs" 1, "Nano" 1';
  assert.deepEqual(await told(), [tally]);
  assert.deepEqual(await told(code), [
    tally,
    'receipt: entry 0 of the log, "Emacs", "Nano", cast 2026-11-21T10:00:00.000000Z',
  ]);
});

test('a file is held against ballots that nobody signed, where they are as many', async (t) => {
  const evidenceAt = async (at: string) => {
    const { url, cast, close, seal } = await createLedger(t);
    await cast([{ choices: [1], at }]);
    await close();
    await seal();
    return gatherEvidence(t, url);
  };
  const { bundle, csv, file } = await evidenceAt('2026-11-21T10:00:00Z');
  const [header] = bundle.toString().split(/(?<=\n)/);
  const [, entry] = (await evidenceAt('2026-11-21T10:00:01Z')).bundle.toString().split(/(?<=\n)/);
  const { problems } = await verifyFiles({
    bundle: await file('proof.ndjson', `${header}${entry}`),
    csv: await file('votes.csv', csv),
    keys: undefined,
  });
  assert.match(problems.join('\n'), /^root: .*\ncsv: line 1 reads "Vim,.*:00Z?.*", should read "Vim,.*$/);
});
