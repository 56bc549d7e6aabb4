import assert from 'node:assert/strict';
import { readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { encodeBallot, readMicroseconds } from '#src/features/proofs/ballot-leaf.ts';
import { leafHash } from '#src/features/proofs/merkle/hashing.ts';
import { readBundle, readBundleHeader } from '#src/features/proofs/verify/read-bundle.ts';
import { eventually } from '../../../../test/support/eventually.ts';
import { makeScratchDirectory } from '../../../../test/support/scratch-directory.ts';
import { suiteCleanup } from '../../../../test/support/suite-cleanup.ts';

const header = {
  format: 'tallyscope proof bundle 1',
  question: {
    id: 7,
    slug: 'editor',
    text: 'Editor – ñ?',
    kind: 'multiple',
    min_choices: 1,
    max_choices: 2,
    choices: [1, 2, 3].map((id) => ({ id, text: `Editor ${id}` })),
  },
  head: 'read by others',
  key: { id: 'read by others', public_key: 'read by others' },
};
const time = '2026-11-21T10:00:00.123456Z';
const idOf = (place: number) => `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`;
const entry = (position: number, choices: number[], ballot = idOf(position)) => {
  const castAt = readMicroseconds(time) ?? 0;
  const leaf = leafHash(encodeBallot({ id: ballot, castAt, choices })).toString('base64');
  return { position, ballot, choices, cast_at: time, leaf };
};
const inLines = (...values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const first = inLines(header);

describe('readBundle', () => {
  const cleanup = suiteCleanup();
  let path: string;
  before(async () => {
    const directory = await makeScratchDirectory();
    cleanup.after(() => rm(directory, { recursive: true, force: true }));
    path = join(directory, 'bundle');
  });
  const read = async (text: string | Buffer) => {
    await writeFile(path, text);
    return readBundle(path);
  };
  const problemsOf = async (entries: string) => (await read(first + entries)).problems;

  it('gives the ballots in the order of the log, by what they hold', async () => {
    const held = [[1, 2], [3], [1, 2], [2, 1]];
    const {
      header: found,
      ballots,
      problems,
    } = await read(first + inLines(...held.map((c, n) => entry(n, c))));
    assert.deepEqual([found, problems], [header, []]);
    const { frontier, ids, times, ...more } = ballots;
    assert.deepEqual(ids, [0, 1, 2, 3].map(idOf));
    assert.deepEqual(times, Array(4).fill(readMicroseconds(time)));
    assert.deepEqual(more, {
      held: [0, 1, 0, 2],
      combinations: [[1, 2], [3], [2, 1]],
      places: new Map([
        ['1,2', 0],
        ['3', 1],
        ['2,1', 2],
      ]),
    });
    assert.equal(frontier.size, 4);
  });

  it('takes no other first line', async () => {
    const bytes = Buffer.from(first);
    bytes[bytes.indexOf('ñ')] = 0xff;
    const more = [
      { ...header, more: 1 },
      { ...header, key: { ...header.key, more: 1 } },
      { ...header, question: { ...header.question, more: 1 } },
      { ...header, question: { ...header.question, choices: [{ id: 1, text: '', more: 1 }] } },
    ];
    for (const text of [
      '',
      '{\n',
      inLines(entry(0, [1])),
      first.replace('{', '{ '),
      bytes,
      ...more.map((one) => inLines(one)),
    ])
      await assert.rejects(read(text), {
        message: `bundle: line 1 is not the header of a proof bundle (${path})`,
      });
  });

  it('lets go of a file of which the first line is enough, or wrong', async () => {
    const large = `${path}-large`;
    const lines = '\n'.repeat(4 << 20);
    const letGo = () =>
      eventually(async () => {
        const opened = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`));
        const files = await Promise.allSettled(opened);
        assert.ok(!files.some((file) => file.status === 'fulfilled' && file.value === large));
      });
    await writeFile(large, first + lines);
    assert.deepEqual(await readBundleHeader(large), header);
    await letGo();
    await writeFile(large, lines);
    for (const reading of [readBundle, readBundleHeader]) {
      await assert.rejects(reading(large), /line 1 is not the header/);
      await letGo();
    }
  });

  it('tells an entry that is not as the service writes it', async () => {
    const good = entry(0, [1]);
    for (const wrong of [
      '\n',
      'null\n',
      '{\n',
      inLines(good).replace('{', '{ '),
      inLines({ ...good, more: 1 }),
      inLines({ ...good, choices: [] }),
      inLines({ ...good, ballot: good.ballot.replace('8', 'g') }),
    ])
      assert.match((await problemsOf(wrong)).join(), /^bundle: line 2 is not an entry: "[^,]*/, wrong);
    assert.deepEqual(await problemsOf(inLines({ ...good, cast_at: '10:00' })), [
      'bundle: line 2 holds "10:00" as a time',
    ]);
    assert.deepEqual(await problemsOf(inLines(good, entry(1, [1, 4]))), [
      'bundle: line 3 holds choice 4, which the question does not have',
    ]);
    for (const [choices, reason] of [
      [[1, 1], 'a choice twice'],
      [[1, 2, 3], '3 choices, where the question takes 2 to 2'],
      [[1], '1 choice, where the question takes 2 to 2'],
    ] as const) {
      const two = inLines({ ...header, question: { ...header.question, min_choices: 2 } });
      const { problems } = await read(two + inLines(entry(0, [1, 2]), entry(1, [...choices])));
      assert.deepEqual(problems, [`bundle: line 3 holds ${reason}`]);
    }
    const { leaf } = good;
    assert.deepEqual(await problemsOf(inLines({ ...entry(0, [2]), leaf })), [
      `bundle: line 2 was changed: its ballot hashes to ${entry(0, [2]).leaf}, it says ${leaf}`,
    ]);
    assert.deepEqual(await problemsOf(inLines(good).trimEnd().slice(0, 20)), [
      'bundle: line 2 is cut off: "{\\"position\\":0,\\"ballo"',
    ]);
  });

  it('tells of three wrong lines, and how many more there are', async () => {
    const told = [2, 3, 4].map((line) => `bundle: line ${line} is not an entry: ""`);
    assert.deepEqual(await problemsOf('\n\n\n'), told);
    assert.deepEqual(await problemsOf('\n\n\n\n'), [...told, 'bundle: 1 more line is wrong']);
    assert.deepEqual(await problemsOf('\n\n\n\n\n'), [...told, 'bundle: 2 more lines are wrong']);
  });

  it('tells entries out of order, or else a ballot that is there twice', async () => {
    assert.deepEqual(await problemsOf(inLines(entry(1, [1]), entry(0, [2]))), [
      'bundle: lines 2 and 3 are swapped',
    ]);
    assert.deepEqual(await problemsOf(inLines(entry(0, [1]), entry(1, [1]), entry(2, [1], idOf(1)))), [
      'bundle: line 4 holds the ballot of line 3 once more',
    ]);
    // Of the order nothing can be said where a line cannot be read.
    assert.deepEqual(await problemsOf(`${inLines(entry(1, [1]))}\n`), ['bundle: line 3 is not an entry: ""']);
  });
});
