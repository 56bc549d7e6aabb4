import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { signNote } from '#src/features/proofs/signed-note.ts';
import { signingKey } from '#src/features/proofs/signing-key.ts';
import { gatherEvidence } from '#src/features/proofs/testing/evidence.ts';
import { createLedger, testKey } from '#src/features/proofs/testing/ledger.ts';
import { type Evidence, verifyFiles } from '#src/features/proofs/verify/verify-files.ts';
import { ballotIdOf } from '#src/features/votes/receipt/ballot-id.ts';
import { codeOf } from '#src/features/votes/typed-code.ts';
import { suiteCleanup } from '../../../../test/support/suite-cleanup.ts';

const CODE = codeOf(Buffer.alloc(17, 7));
const TEXTS = ['Vim, "the" editor', '=Emacs', 'Nano\nor pico – ñ'];
const keys = new Map([[testKey.id, {}]]);
const cleanup = suiteCleanup();

const at = (second: number) => `2026-11-21T10:00:${String(second).padStart(2, '0')}.5Z`;
/** Line feeds belong to the lines before them. */
const linesOf = (bytes: Buffer | string) => bytes.toString().split(/(?<=\n)/);
const edited = (bytes: Buffer, edit: (lines: string[]) => void) => {
  const lines = linesOf(bytes);
  edit(lines);
  return lines.join('');
};
/** Number of the line that a byte stands on. */
const lineAt = (bytes: Buffer, offset: number) =>
  bytes.subarray(0, offset).toString('latin1').split('\n').length;
const swap = (lines: string[], a: number, b: number) => {
  [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
};

describe('verifyFiles', () => {
  let evidence: Awaited<ReturnType<typeof gatherEvidence>>;
  before(async () => {
    const { url, cast, close, seal } = await createLedger(cleanup);
    // Sealed in another order than files are written in.
    await cast([{ choices: [2], at: at(9) }]);
    await seal();
    await cast([1, 1, 3, 1, 2, 3].map((choice, n) => ({ choices: [choice], at: at(n) })));
    await cast([{ choices: [1], at: at(10), id: ballotIdOf(CODE) }]);
    await close();
    await seal();
    evidence = await gatherEvidence(cleanup, url);
  });

  const check = async (
    { csv = evidence.csv, bundle = evidence.bundle }: { csv?: Buffer | string; bundle?: Buffer | string },
    more: Partial<Evidence> = {},
  ) => {
    const files = {
      csv: await evidence.file('votes.csv', csv),
      bundle: await evidence.file('proof.ndjson', bundle),
    };
    return verifyFiles({ ...files, keys, ...more });
  };
  /** The only problem there is. */
  const problem = async (...changed: Parameters<typeof check>) => {
    const { problems, verified } = await check(...changed).catch((error: Error) => ({
      problems: [error.message],
      verified: [],
    }));
    assert.deepEqual(verified, []);
    assert.equal(problems.length, 1, problems.join('\n'));
    return problems[0] ?? '';
  };

  it('computes the tally again and finds the receipt in it', async () => {
    const { problems, verified } = await check({}, { receipt: CODE.toLowerCase() });
    assert.deepEqual(problems, []);
    assert.match(
      verified.join('\n'),
      new RegExp(
        `^question: "Editor\\?" \\(editor\\)\nhead: 8 ballots, signed .*Z, after the close\nroot: .{44}\nsignature: by key ${testKey.id}\ntally: "Vim" 4, "Emacs" 2, "Nano" 2\ncsv: 8 lines, each as it should read\nreceipt: entry 7 of the log, "Vim", cast 2026-11-21T10:00:10.500000Z$`,
      ),
    );
  });

  it('names what is wrong with the lines of an exported file', async () => {
    const csv = (edit: (lines: string[]) => void) => problem({ csv: edited(evidence.csv, edit) });
    const line = '"Nano,2026-11-21T10:00:02.500000Z"';
    assert.equal(await csv((lines) => lines.splice(2, 1)), `csv: line 3 is missing: it should read ${line}`);
    assert.equal(
      await csv((lines) => lines.splice(2, 0, 'Vim,2026-11-21T10:00:01.600000Z\n')),
      'csv: line 3 is added: it reads "Vim,2026-11-21T10:00:01.600000Z"',
    );
    assert.equal(
      await csv((lines) => lines.splice(5)),
      'csv: the file ends after line 5: 3 lines are missing at its end',
    );
    assert.equal(
      await csv((lines) => lines.pop()),
      'csv: the file ends after line 7: 1 line is missing at its end',
    );
    assert.equal(
      await csv((lines) => lines.splice(6, 2, lines[6]?.slice(0, 9) ?? '')),
      'csv: line 7 is cut off after "Emacs,202": 1 line is missing after it',
    );
    assert.equal(await csv((lines) => swap(lines, 1, 5)), 'csv: lines 2 and 6 are swapped');
    assert.equal(
      await csv((lines) => lines.splice(0, 3, ...lines.slice(1, 3), lines[0] ?? '')),
      'csv: lines 1 to 3 are in another order',
    );
    assert.equal(
      await csv((lines) => lines.splice(2, 1, 'Emacs,2026-11-21T10:00:02.500000Z\n')),
      `csv: line 3 reads "Emacs,2026-11-21T10:00:02.500000Z", should read ${line}`,
    );
    assert.match(await problem({ csv: '' }), /^csv: the file ends after line 0: 8 lines are missing/);
  });

  it('names what is wrong with the lines of a bundle', async () => {
    const bundle = (edit: (lines: string[]) => void) => problem({ bundle: edited(evidence.bundle, edit) });
    assert.equal(
      await bundle((lines) => lines.splice(3, 1)),
      'bundle: entry 2 is missing: line 4 holds entry 3',
    );
    assert.equal(
      await bundle((lines) => lines.splice(3, 0, lines[2] ?? '')),
      'bundle: line 4 is added: it holds entry 1 once more',
    );
    assert.equal(
      await bundle((lines) => lines.splice(6)),
      'bundle: truncated: it holds 5 of the 8 entries that were signed',
    );
    assert.match(
      await bundle((lines) => lines.push(lines.pop()?.slice(0, 30) ?? '')),
      /^bundle: line 9 is cut off: "{\\"position\\":7/,
    );
    assert.equal(await bundle((lines) => swap(lines, 2, 4)), 'bundle: lines 3 and 5 are swapped');
    assert.equal(
      await bundle((lines) => lines.splice(1, 3, ...lines.slice(2, 4), lines[1] ?? '')),
      'bundle: lines 2 to 4 are in another order',
    );
    const last = linesOf(evidence.bundle).at(-1) ?? '';
    assert.equal(
      await bundle((lines) => lines.push(last.replace(':7,', ':8,'))),
      'bundle: line 10 holds the ballot of line 9 once more',
    );
    assert.equal(
      await bundle((lines) =>
        lines.push(last.replace(':7,', ':8,').replace(ballotIdOf(CODE), ballotIdOf('x'))),
      ).then((text) => text.replace(/hashes to .*/, '')),
      'bundle: line 10 was changed: its ballot ',
    );
    assert.equal(
      await bundle((lines) => lines.splice(2, 1, lines[2]?.replace('2026', '0026') ?? '')),
      'bundle: line 3 holds "0026-11-21T10:00:00.500000Z" as a time',
    );
    assert.match(await bundle((lines) => lines.splice(0, 1)), /^bundle: line 1 is not the header/);
  });

  it('is not taken in by entries that were hashed anew', async () => {
    const { url, cast, close, seal } = await createLedger(cleanup);
    await cast([9, 11].map((second) => ({ choices: [2], at: at(second) })));
    await close();
    await seal();
    const [, other = '', more = ''] = linesOf((await gatherEvidence(cleanup, url)).bundle);
    const forged = edited(evidence.bundle, (lines) => lines.splice(1, 1, other));
    const { problems } = await check({ bundle: forged });
    assert.match(problems.join(), /^root: the entries hash to .{44}, signed is .{44}$/);
    const last = [other.replace(':0,', ':8,'), more.replace(':1,', ':9,')];
    const added = (count: number) =>
      problem({ bundle: edited(evidence.bundle, (lines) => lines.push(...last.slice(0, count))), csv: '' });
    assert.equal(await added(1), 'bundle: 1 entry is added after line 9: 8 were signed');
    assert.equal(await added(2), 'bundle: 2 entries are added after line 9: 8 were signed');
  });

  it('finds every byte that was changed, and the line it stands on', async () => {
    const flip = fc.record({ offset: fc.nat(), mask: fc.integer({ min: 1, max: 255 }) });
    const flipped = (bytes: Buffer, { offset, mask }: { offset: number; mask: number }) => {
      const place = offset % bytes.length;
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ mask;
      return { changed, line: lineAt(bytes, place) };
    };
    await fc.assert(
      fc.asyncProperty(flip, async (how) => {
        const { changed, line } = flipped(evidence.csv, how);
        assert.match(await problem({ csv: changed }), new RegExp(`^csv: line ${line} (reads|is cut off)`));
      }),
      { numRuns: 150 },
    );
    await fc.assert(
      fc.asyncProperty(flip, async (how) => {
        const { changed, line } = flipped(evidence.bundle, how);
        const named =
          line === 1
            ? /^(bundle: line 1 is not|head: |key: |question: )/
            : new RegExp(`^bundle: .*\\bline ${line}\\b`);
        const { problems } = await check({ bundle: changed }).catch((error: Error) => ({
          problems: [error.message],
        }));
        assert.match(problems[0] ?? 'nothing', named);
      }),
      { numRuns: 250 },
    );
  });

  it('tells a head and a key that were changed', async () => {
    const header = (edit: (header: never) => void) =>
      problem({
        bundle: edited(evidence.bundle, (lines) => {
          const parsed = JSON.parse(lines[0] ?? '');
          edit(parsed as never);
          lines[0] = `${JSON.stringify(parsed)}\n`;
        }),
      });
    type Header = {
      head: string;
      key: { id: string; public_key: string };
      question: { text: string; slug: string };
    };
    const changed = `head: it was not signed with key ${testKey.id}, or was changed afterwards`;
    assert.equal(
      await header((h: Header) => Object.assign(h, { head: h.head.replace('tally 1 4', 'tally 1 5') })),
      changed,
    );
    assert.equal(
      await header((h: Header) => Object.assign(h, { head: h.head.replace('\nfinal\n', '\nopen\n') })),
      changed,
    );
    assert.match(
      await header((h: Header) => Object.assign(h.question, { text: 'Worst editor?' })),
      /^question: .* not those that were signed$/,
    );
    assert.match(
      await header((h: Header) => Object.assign(h.key, { id: '0'.repeat(32) })),
      /^key: 0{32} is not the id/,
    );
    // Somebody else signs everything with a key of their own, which only who knows the right key can tell.
    const other = signingKey({ sessionSecret: 'a secret of somebody else entirely' });
    const bundle = edited(evidence.bundle, (lines) => {
      const parsed = JSON.parse(lines[0] ?? '');
      parsed.head = signNote(`${parsed.head.split('\n\n')[0]}\n`, other);
      parsed.key = { id: other.id, public_key: other.publicKey.toString('base64') };
      lines[0] = `${JSON.stringify(parsed)}\n`;
    });
    assert.equal(
      await problem({ bundle }),
      `key: ${other.id} signed this, which is none of the keys you named`,
    );
    const { problems, verified } = await check({ bundle }, { keys: undefined });
    assert.deepEqual(problems, []);
    assert.match(verified.join('\n'), /which nobody vouches for/);
  });

  it('tells a key that was not in use when the head says it was signed', async () => {
    const day = 86_400_000;
    const used = (from: number, until: number) =>
      new Map([[testKey.id, { from: Date.now() + from, until: Date.now() + until }]]);
    for (const period of [used(-2 * day, -day), used(day, 2 * day)])
      assert.match(await problem({}, { keys: period }), /^key: \w{32} was not in use at \S+Z, when the head/);
    assert.deepEqual((await check({}, { keys: used(-day, 0) })).problems, []);
  });

  it('tells a receipt that is none, or of no ballot that was signed', async () => {
    assert.equal(await problem({}, { receipt: 'NANAN' }), 'receipt: this is not a receipt code');
    assert.equal(
      await problem({}, { receipt: codeOf(Buffer.alloc(17, 8)) }),
      'receipt: its ballot is not among those that were signed',
    );
  });

  it('reads files of every kind as they are exported, whatever the texts', async () => {
    for (const [kind, choices, tally] of [
      ['single', [[1], [2], [3]], '"Vim, \\"the\\" editor" 1, "=Emacs" 1, "Nano\\nor pico – ñ" 1'],
      ['multiple', [[1, 2], [1, 2, 3], [2]], '"Vim, \\"the\\" editor" 2, "=Emacs" 3, "Nano\\nor pico – ñ" 1'],
      [
        'ranked',
        [[3, 1], [3, 2], [1, 2, 3], [2]],
        '"Vim, \\"the\\" editor" 1, "=Emacs" 1, "Nano\\nor pico – ñ" 2; "Nano\\nor pico – ñ" wins',
      ],
    ] as const) {
      const { url, cast, close, seal } = await createLedger(cleanup, { kind, texts: TEXTS });
      await cast(choices.map((held) => ({ choices: [...held] })));
      await close();
      await seal();
      const { csv, bundle, file } = await gatherEvidence(cleanup, url);
      const paths = { csv: await file('votes.csv', csv), bundle: await file('proof.ndjson', bundle) };
      const { problems, verified } = await verifyFiles({ ...paths, keys });
      assert.deepEqual(problems, [], kind);
      assert.ok(verified.includes(`tally: ${tally}`), verified.join('\n'));
    }
  });

  it('says where votes may have come after the head', async () => {
    const { url, cast, client, seal } = await createLedger(cleanup);
    await cast([{ choices: [1] }]);
    await client.query('INSERT INTO ballot_logs (question_id, head_wanted) VALUES (1, true)');
    await seal();
    await cast([{ choices: [2] }]);
    const { csv, bundle, file } = await gatherEvidence(cleanup, url);
    const paths = { csv: await file('votes.csv', csv), bundle: await file('proof.ndjson', bundle) };
    const { problems } = await verifyFiles({ ...paths, keys });
    assert.match(problems.join('\n'), /^csv: line 2 is added: .* \(signed before the close: .*\)$/);
    const { verified } = await verifyFiles({ bundle: paths.bundle, keys });
    assert.match(verified[1] ?? '', /^head: 1 ballots?, signed .*Z, before the close$/);
  });
});
