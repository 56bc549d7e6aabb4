import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { gatherEvidence } from '#src/features/proofs/testing/evidence.ts';
import { createLedger, testKey } from '#src/features/proofs/testing/ledger.ts';
import { ballotIdOf } from '#src/features/votes/receipt/ballot-id.ts';
import { showReceiptCode } from '#src/features/votes/receipt/receipt-code.ts';
import { codeOf } from '#src/features/votes/typed-code.ts';
import { suiteCleanup } from '../../test/support/suite-cleanup.ts';

const main = join(import.meta.dirname, '../main.ts');
const CODE = codeOf(Buffer.alloc(17, 7));

// Nothing of the service is there: no database, no settings.
const run = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [main, 'verify', ...args], { env: {} }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });

describe('tallyscope verify', () => {
  const cleanup = suiteCleanup();
  let evidence: Awaited<ReturnType<typeof gatherEvidence>>;
  let files: string[];
  let directory: string;
  before(async () => {
    const { url, cast, close, seal } = await createLedger(cleanup);
    await cast([{ choices: [1] }, { choices: [2] }, { choices: [1], id: ballotIdOf(CODE) }]);
    await close();
    await seal();
    evidence = await gatherEvidence(cleanup, url);
    const [csv, bundle] = [
      await evidence.file('votes.csv', evidence.csv),
      await evidence.file('proof.ndjson', evidence.bundle),
    ];
    files = ['--csv', csv, '--bundle', bundle];
    directory = join(csv, '..');
  });

  it('shows what it computed, and says what that does not prove', async () => {
    const key = join(directory, 'keys.json');
    await writeFile(key, JSON.stringify({ keys: [{ public_key: testKey.publicKey.toString('base64') }] }));
    const { code, out, err } = await run(...files, '--receipt', showReceiptCode(CODE), '--key', key);
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^Verified in \d+\.\d s\.\n {2}question: /);
    assert.match(out, /\n {2}tally: "Vim" 2, "Emacs" 1, "Nano" 0\n {2}csv: 3 lines/);
    assert.match(out, /\n {2}receipt: entry 2 of the log, "Vim"/);
    assert.match(out, /does not prove/);
  });

  it('takes a key by its id, or as a file with the key alone', async () => {
    const key = join(directory, 'key.txt');
    await writeFile(key, `${testKey.publicKey.toString('base64')}\n`);
    for (const trusted of [key, testKey.id]) assert.equal((await run(...files, '--key', trusted)).code, 0);
    const other = await run(...files, '--key', '0'.repeat(32));
    assert.deepEqual(
      [other.code, other.err],
      [1, `tallyscope: key: ${testKey.id} signed this, which is none of the keys you named\n`],
    );
    await writeFile(key, 'no key');
    assert.match((await run(...files, '--key', key)).err, /holds no Ed25519 public key/);
  });

  it('fails with one line that names what is wrong', async () => {
    const flipped = Buffer.from(evidence.csv);
    const second = flipped.indexOf('\n') + 1;
    flipped[second] = (flipped[second] ?? 0) ^ 1;
    const csv = join(directory, 'flipped.csv');
    await writeFile(csv, flipped);
    const { code, out, err } = await run('--csv', csv, '--bundle', files[3] ?? '');
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /^tallyscope: csv: line 2 reads "Dmacs,.*", should read "Emacs,.*"\n$/);
    const gone = await run('--bundle', join(directory, 'gone'));
    assert.deepEqual([gone.code, gone.out], [1, '']);
    assert.match(gone.err, /^tallyscope: .*no such file.*\n$/);
  });
});
