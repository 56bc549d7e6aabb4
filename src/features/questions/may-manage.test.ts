import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayManage } from '#src/features/questions/may-manage.ts';

test('authors who organise manage their questions, administrators all', () => {
  const may = (role: 'voter' | 'organiser' | 'administrator', accountId: number, authorId: number | null) =>
    mayManage({ role, accountId }, { authorId });
  assert.equal(may('organiser', 1, 1), true);
  assert.equal(may('organiser', 1, 2), false);
  assert.equal(may('organiser', 1, null), false);
  assert.equal(may('voter', 1, 1), false, 'who lost the role manages nothing');
  assert.equal(may('administrator', 1, 2), true);
  assert.equal(may('administrator', 1, null), true);
  assert.equal(mayManage(undefined, { authorId: null }), false);
});
