import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ExportFailure } from '#src/features/exports/export-failure.ts';
import { exportSentence, translateSentence } from '#src/features/exports/export-sentence.ts';

describe('an export problem', () => {
  it('is told in the language asked for, with its values in their places', () => {
    const values = ['votes', 'http://s3:1'];
    assert.equal(
      exportSentence('bucket_elsewhere', values, 'en'),
      'The bucket "votes" is not in the region of http://s3:1. Check S3_REGION.',
    );
    assert.equal(
      exportSentence('bucket_elsewhere', values, 'es'),
      'El bucket «votes» no está en la región de http://s3:1. Revisa S3_REGION.',
    );
  });

  it('can be translated from what was recorded', () => {
    for (const [code, values] of [
      ['interrupted', []],
      ['bucket_missing', ['my.bucket']],
      ['server_unreachable', ['http://s3:1 (east)', 'connection refused']],
    ] as const) {
      const { message } = new ExportFailure(code, values);
      assert.equal(translateSentence(code, message, 'es'), exportSentence(code, values, 'es'));
      assert.equal(translateSentence(code, message, 'en'), message);
    }
  });

  it('stays as it was recorded where the sentence or its code is not one of ours', () => {
    const old = 'The bucket votes went away.';
    for (const code of ['bucket_missing', 'retired', 'toString', null])
      assert.equal(translateSentence(code, old, 'es'), old);
  });
});
