import assert from 'node:assert/strict';
import { createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ballotIdOf, receiptHash } from '#src/features/votes/receipt/ballot-id.ts';
import { openBallot, SEALED_BYTES, sealBallot } from '#src/features/votes/receipt/sealed-ballot.ts';
import { voteTicket } from '#src/features/votes/receipt/vote-ticket.ts';
import { codeOf } from '#src/features/votes/typed-code.ts';

const code = codeOf(randomBytes(17));
const id = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const ballot = { questionId: 7, ballotId: ballotIdOf(code), choices: [3, 1, 2] };

describe('a sealed ballot', () => {
  it('opens with its code', () => {
    fc.assert(
      fc.property(id, fc.array(id, { maxLength: 20 }), fc.uuid(), (questionId, choices, ballotId) => {
        const sealed = sealBallot(code, { questionId, ballotId, choices });
        assert.equal(sealed.length, SEALED_BYTES + 4 * (choices.length - 1));
        assert.deepEqual(openBallot(code, sealed), { questionId, ballotId, choices });
      }),
    );
  });

  it('opens with no other code, and not once any bit of it changed', () => {
    const sealed = sealBallot(code, ballot);
    assert.equal(openBallot(codeOf(randomBytes(17)), sealed), undefined);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.equal(openBallot(code, changed), undefined, `bit ${bit}`);
    }
    for (let length = 0; length < sealed.length; length++)
      assert.equal(openBallot(code, sealed.subarray(0, length)), undefined, `${length} bytes`);
  });

  it('shows nothing of the ballot to who has the store alone', () => {
    const stored = Buffer.concat([receiptHash(code), sealBallot(code, ballot)]).toString('hex');
    assert.ok(!stored.includes(ballot.ballotId.replaceAll('-', '')));
    assert.ok(!stored.includes('00000003'));
  });
});

describe('what is derived from a code', () => {
  it('is a UUID of version 8 and a key, the same every time', () => {
    assert.equal(ballotIdOf('0'.repeat(26)), '71ee1176-a441-89f6-9eca-ecdbb645f52c');
    assert.match(ballotIdOf(code), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(
      receiptHash('0'.repeat(26)).toString('hex'),
      createHash('sha256')
        .update(`tallyscope receipt v1${'0'.repeat(26)}`)
        .digest('hex'),
    );
  });

  it('is all that a vote is given', () => {
    const digest = randomBytes(32);
    const { code: own, ballotId, stored } = voteTicket(digest, 7, [3, 1, 2]);
    assert.equal(own, codeOf(digest));
    assert.deepEqual(
      [ballotId, stored.hash, openBallot(own, stored.sealed)],
      [ballotIdOf(own), receiptHash(own), { questionId: 7, ballotId, choices: [3, 1, 2] }],
    );
  });

  it('is sealed as anybody can repeat from the documents', () => {
    const codeOfDocuments = '0123456789ABCDEFGHJKMNPQRS';
    const key = createHmac('sha256', codeOfDocuments).update('tallyscope receipt seal v1\x01').digest();
    const sealed = sealBallot(codeOfDocuments, ballot);
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.alloc(12)).setAuthTag(sealed.subarray(-16));
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    assert.equal(
      plain.toString('hex'),
      `00000007${ballot.ballotId.replaceAll('-', '')}000000030000000100000002`,
    );
  });
});
