import type { PublishedKey } from '#src/features/proofs/log-reader.ts';
import type { Proof, ReadHead } from '#src/features/proofs/read-proof.ts';
import { verifierKey } from '#src/features/proofs/signed-note.ts';
import { type Static, Type } from '#src/schema/type.ts';

const base64 = (description: string) => Type.String({ description: `${description}, in base64` });
const time = (description: string) => Type.String({ format: 'date-time', description });
const ChoiceId = Type.Integer({ description: 'Id of a choice' });

export const HeadResponse = Type.Object(
  {
    number: Type.Integer({ description: 'From 1, in the order of signing' }),
    size: Type.Integer({ description: 'Ballots under the head' }),
    root: base64('Root of the Merkle tree (RFC 9162)'),
    final: Type.Boolean({ description: 'Signed over all ballots of a closed question' }),
    signed_at: time('When it was signed'),
    key: Type.String({ description: 'Id of the key that signed it' }),
    tally: Type.Array(Type.Object({ choice: ChoiceId, votes: Type.Integer() }), {
      description: 'What the ballots add up to; of ranked ones their first preferences',
    }),
    winner: Type.Union([ChoiceId, Type.Null()], {
      description: 'Of ranked ballots by instant runoff; null where there is none, and for other kinds',
    }),
    note: Type.String({ description: 'The signed text (C2SP signed note) that says all of this' }),
  },
  { title: 'Signed head' },
);

export const ProofResponse = Type.Object(
  {
    question: Type.String({ description: 'Slug of the question' }),
    state: Type.Enum(['open', 'signing', 'final', 'differs'], {
      description:
        'Not closed; closed with the final head on its way; closed and signed; closed, but ledger, log and what is signed as final do not agree',
    }),
    sealed: Type.Integer({ description: 'Ballots in the log' }),
    requested: Type.Boolean({ description: 'Whether a head was asked for that is not signed yet' }),
    heads: Type.Array(HeadResponse, { description: 'Newest first, 100 at most' }),
  },
  { title: 'Proof' },
);

export const ConsistencyResponse = Type.Object(
  {
    from: HeadResponse,
    to: HeadResponse,
    path: Type.Array(Type.String(), {
      description:
        'Hashes that show that the ballots under `from` begin those under `to` (RFC 9162, 2.1.4), in base64',
    }),
  },
  { title: 'Consistency proof' },
);

export const KeysResponse = Type.Object(
  {
    keys: Type.Array(
      Type.Object({
        id: Type.String({ description: 'First 16 bytes of the SHA-256 of the key, in hexadecimal digits' }),
        algorithm: Type.Literal('Ed25519'),
        public_key: base64('32 bytes (RFC 8032)'),
        verifier_key: Type.String({ description: 'The same for tools that read C2SP signed notes' }),
        used_from: time('When it first signed'),
        used_until: Type.Union([time('When another took its place'), Type.Null()], {
          description: 'Null for the key in use',
        }),
      }),
      { description: 'The key in use first; heads stay verifiable by the key they were signed with' },
    ),
  },
  { title: 'Signing keys' },
);

/** Gives a head its API form. */
export const toHeadResponse = (head: ReadHead): Static<typeof HeadResponse> => ({
  number: head.number,
  size: head.size,
  root: head.root.toString('base64'),
  final: head.final,
  signed_at: head.madeAt.toISOString(),
  key: head.keyId,
  tally: [...head.tally],
  winner: head.winner ?? null,
  note: head.note,
});

/** Gives a proof its API form. */
export const toProofResponse = (slug: string, proof: Proof): Static<typeof ProofResponse> => ({
  question: slug,
  state: proof.state,
  sealed: proof.sealed,
  requested: proof.isAsked,
  heads: proof.heads.map(toHeadResponse),
});

/** Gives the published keys the form that `tallyscope verify --key` reads. */
export const toKeysResponse = (keys: readonly PublishedKey[]): Static<typeof KeysResponse> => ({
  keys: keys.map(({ id, publicKey, usedFrom, usedUntil }) => ({
    id,
    algorithm: 'Ed25519',
    public_key: publicKey.toString('base64'),
    verifier_key: verifierKey(publicKey),
    used_from: usedFrom.toISOString(),
    used_until: usedUntil?.toISOString() ?? null,
  })),
});
