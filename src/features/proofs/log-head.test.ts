import assert from 'node:assert/strict';
import { createHash, createPrivateKey, hkdfSync, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { encodeBallot, readMicroseconds, showMicroseconds } from '#src/features/proofs/ballot-leaf.ts';
import { definitionHash, formatHead, type LogHead, parseHead } from '#src/features/proofs/log-head.ts';
import { keyIdOf, readPublicKey } from '#src/features/proofs/public-key.ts';
import { noteText, openNote, signNote, verifierKey } from '#src/features/proofs/signed-note.ts';
import { signingKey } from '#src/features/proofs/signing-key.ts';

// RFC 8032, 7.1, TEST 1.
const SEED = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
const PUBLIC = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex');
const key = signingKey({ signingKey: SEED.toString('base64'), sessionSecret: '' });

const count = fc.nat(2 ** 31);
const heads: fc.Arbitrary<LogHead> = fc.record(
  {
    questionId: count,
    size: count,
    root: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
    definition: fc.constant('ab'.repeat(32)),
    time: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2200-01-01') }),
    final: fc.boolean(),
    winner: count,
    tally: fc.array(fc.record({ choice: count, votes: count }, { noNullPrototype: true }), { maxLength: 20 }),
  },
  {
    noNullPrototype: true,
    requiredKeys: ['questionId', 'size', 'root', 'definition', 'time', 'final', 'tally'],
  },
);

describe('a head', () => {
  it('is read as it was written', () => {
    fc.assert(fc.property(heads, (head) => assert.deepEqual(parseHead(formatHead(head)), head)));
  });

  it('is written as the documents say', () => {
    const text = formatHead({
      questionId: 7,
      size: 3,
      root: Buffer.alloc(32),
      definition: 'ab'.repeat(32),
      time: new Date('2026-11-21T10:04:23.123Z'),
      final: true,
      tally: [
        { choice: 12, votes: 2 },
        { choice: 13, votes: 1 },
      ],
    });
    assert.equal(
      text,
      `tallyscope/questions/7\n3\n${'A'.repeat(43)}=\ndefinition sha256:${'ab'.repeat(32)}\ntime 2026-11-21T10:04:23.123Z\nfinal\nturnout 3\ntally 12 2\ntally 13 1\n`,
    );
    for (const wrong of [
      `${text}\n`,
      text.slice(0, -1),
      text.replace('turnout 3', 'turnout 4'),
      text.replace(/^time .*$/m, 'time now'),
      '',
    ])
      assert.equal(parseHead(wrong), undefined, wrong);
  });

  it('is about one question with its meaning', () => {
    const question = {
      id: 7,
      slug: 'tea-or-coffee',
      text: 'Tea or coffee?',
      kind: 'single' as const,
      min_choices: 1,
      max_choices: 1,
      choices: [
        { id: 12, text: 'Tea' },
        { id: 13, text: 'Coffee' },
      ],
    };
    const digest = createHash('sha256')
      .update(
        '["tallyscope question v1",7,"tea-or-coffee","Tea or coffee?","single",1,1,[[12,"Tea"],[13,"Coffee"]]]',
      )
      .digest('hex');
    assert.equal(definitionHash(question), digest);
    const swapped = {
      ...question,
      choices: [
        { id: 12, text: 'Coffee' },
        { id: 13, text: 'Tea' },
      ],
    };
    assert.notEqual(definitionHash(swapped), digest);
  });
});

describe('the signature', () => {
  it('is made with the key of the seed', () => {
    assert.deepEqual(key.publicKey, PUBLIC);
    assert.equal(key.id, keyIdOf(PUBLIC));
    assert.deepEqual(readPublicKey(PUBLIC.toString('base64')), PUBLIC);
    assert.equal(key.id, createHash('sha256').update(PUBLIC).digest('hex').slice(0, 32));
    assert.deepEqual(readPublicKey(` ${PUBLIC.toString('base64')}\n`), PUBLIC);
    for (const wrong of ['d75a', `${PUBLIC.toString('base64')}!`, PUBLIC.toString('hex')])
      assert.equal(readPublicKey(wrong), undefined, wrong);
    const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), SEED]);
    const signature = sign(
      null,
      Buffer.alloc(0),
      createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
    );
    assert.match(signature.toString('hex'), /^e5564300c360ac729086e2cc806e828a/);
  });

  it('is by a key of its own for each session secret where none is set', () => {
    const derived = signingKey({
      signingKey: undefined,
      sessionSecret: 'one secret of a service or another',
    });
    const same = signingKey({ sessionSecret: 'one secret of a service or another' });
    const other = signingKey({ sessionSecret: 'another secret of a service' });
    assert.deepEqual(derived.publicKey, same.publicKey);
    assert.notDeepEqual(derived.publicKey, other.publicKey);
    // Heads are held against this key for years: it is the same in every release.
    const seed = hkdfSync('sha256', 'another secret of a service', '', 'tallyscope signing', 32);
    assert.deepEqual(
      other.publicKey,
      signingKey({ signingKey: Buffer.from(seed).toString('base64'), sessionSecret: '' }).publicKey,
    );
  });

  it('holds for the text it was made for, to the last bit, and for its key', () => {
    const note = signNote('some\ntext\n', key);
    assert.equal(openNote(note, PUBLIC), 'some\ntext\n');
    const other = signingKey({ sessionSecret: 'x' });
    assert.equal(openNote(note, other.publicKey), undefined);
    assert.equal(noteText(note), 'some\ntext\n');
    assert.equal(noteText('some\ntext\n'), undefined);
    for (const wrong of [`${note}more\n`, note.slice(0, -1), 'some\ntext\n', ''])
      assert.equal(openNote(wrong, PUBLIC), undefined, wrong);
    const bytes = Buffer.from(note);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.equal(openNote(changed.toString(), PUBLIC), undefined, `bit ${bit}`);
    }
  });

  it('names its key as tools for signed notes do', () => {
    const named = Buffer.concat([Buffer.of(1), PUBLIC]);
    const id = createHash('sha256').update('tallyscope\n').update(named).digest('hex').slice(0, 8);
    assert.equal(verifierKey(PUBLIC), `tallyscope+${id}+${named.toString('base64')}`);
  });
});

describe('a leaf', () => {
  it('holds id, time and choices at fixed places', () => {
    const id = '01234567-89ab-8def-8123-456789abcdef';
    const castAt = readMicroseconds('2026-11-21T10:04:23.123456Z') ?? 0;
    assert.equal(castAt, Date.UTC(2026, 10, 21, 10, 4, 23) * 1000 + 123456);
    const bytes = encodeBallot({ id, castAt, choices: [12, 2 ** 31 - 1] });
    assert.equal(
      bytes.toString('hex'),
      `${id.replaceAll('-', '')}${BigInt(castAt).toString(16).padStart(16, '0')}0000000c7fffffff`,
    );
  });

  it('has times with six digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000_000 }), (time) => {
        assert.match(showMicroseconds(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
        assert.equal(readMicroseconds(showMicroseconds(time)), time);
      }),
    );
    for (const wrong of [
      '',
      '2026-11-21T10:04:23.123Z',
      '2026-13-41T10:04:23.123456Z',
      '12026-11-21T10:04:23.123456Z',
      '2026-11-21T10:04:23.123456Z+01:00',
      '0026-11-21T10:04:23.123456Z',
    ])
      assert.equal(readMicroseconds(wrong), undefined, wrong);
  });
});
