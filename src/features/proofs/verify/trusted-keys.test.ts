import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { signingKey } from '#src/features/proofs/signing-key.ts';
import { trustedKeys } from '#src/features/proofs/verify/trusted-keys.ts';
import { makeScratchDirectory } from '../../../../test/support/scratch-directory.ts';
import { suiteCleanup } from '../../../../test/support/suite-cleanup.ts';

const [one, other] = ['one', 'other'].map((name) => {
  const { id, publicKey } = signingKey({ sessionSecret: `${name} secret that only tests know about` });
  return { id, public_key: publicKey.toString('base64') };
}) as [{ id: string; public_key: string }, { id: string; public_key: string }];
const cleanup = suiteCleanup();

describe('keys that somebody trusts', () => {
  let path: string;
  before(async () => {
    const directory = await makeScratchDirectory();
    cleanup.after(() => rm(directory, { recursive: true, force: true }));
    path = join(directory, 'keys');
  });
  const keysIn = async (text: string) => {
    await writeFile(path, text);
    return trustedKeys(path);
  };
  const always = { from: undefined, until: undefined };

  it('are any where none is named, or one by its id', async () => {
    assert.equal(await trustedKeys(undefined), undefined);
    assert.deepEqual(await trustedKeys(one.id), new Map([[one.id, {}]]));
    for (const name of [`${one.id}0`, `0${one.id}`, one.id.toUpperCase()])
      await assert.rejects(trustedKeys(name), /no such file/);
  });

  it('are in a file alone', async () => {
    assert.deepEqual(await keysIn(`\n ${one.public_key}\n`), new Map([[one.id, always]]));
  });

  it('are in a file as the service publishes them, each for its time', async () => {
    const used = { used_from: '2026-01-01T00:00:00Z', used_until: '2026-02-01T00:00:00Z' };
    const keys = [
      { ...one, ...used },
      { ...other, used_from: used.used_until, used_until: null },
    ];
    const [from, until] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 1, 1)];
    assert.deepEqual(
      await keysIn(` ${JSON.stringify({ keys })}`),
      new Map([
        [one.id, { from, until }],
        [other.id, { from: until, until: undefined }],
      ]),
    );
    assert.deepEqual(
      await keysIn(JSON.stringify({ keys: [{ public_key: 'none' }, { public_key: one.public_key }] })),
      new Map([[one.id, always]]),
    );
  });

  it('are refused with a time that nobody can read', async () => {
    for (const used_until of ['', 'last year', '2026-13-01T00:00:00Z'])
      await assert.rejects(keysIn(JSON.stringify({ keys: [{ ...one, used_until }] })), {
        message: `a key is trusted for a time that is none: “${used_until}”`,
      });
  });

  it('are asked for where a file has none', async () => {
    for (const text of ['', 'none', '{}', '{"keys":[]}', '{"keys":[{"id":"a"}]}', '{"keys":[1]}'])
      await assert.rejects(keysIn(text), { message: `${path} holds no Ed25519 public key` });
    await assert.rejects(keysIn('{'), SyntaxError);
  });
});
