import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sqlState } from '#src/database/sql-state.ts';

const coded = (code: unknown) => Object.assign(new Error('of PostgreSQL'), { code });

describe('the SQLSTATE of an error', () => {
  it('is that of the error behind it, or else its own', () => {
    assert.equal(sqlState(Object.assign(new Error('outer'), { original: coded('23505') })), '23505');
    assert.equal(sqlState(coded('57P01')), '57P01');
  });

  it('is absent where there is none', () => {
    assert.equal(sqlState(new Error('away')), undefined);
    assert.equal(sqlState(coded(23505)), undefined);
    for (const code of ['EPIPE', 'ECONNRESET', 'ERR_ASSERTION', '235050', ''])
      assert.equal(sqlState(coded(code)), undefined, code);
  });
});
