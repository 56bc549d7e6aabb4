import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditTable } from './audit-table.ts';
import type { AuditLine } from './hold-against.ts';

const line: AuditLine = {
  question: 'editor',
  ballots: 1200,
  tally: 1200,
  window: 3,
  increase: { anchored: 3, plain: 3.25 },
  lines: 1200,
  pastCap: false,
  differences: [],
};

test('the audit as a table has numbers to the right, the file beside them, and every difference', () => {
  const wrong = {
    ...line,
    question: 'a-longer-one',
    tally: 7,
    lines: 0,
    differences: ['tally -1193', 'CSV -1200'],
  };
  assert.deepEqual(auditTable([line, wrong, { ...line, lines: undefined }], '4h').split('\n'), [
    'question      ledger  tally   CSV  ledger 4h  anchored  increase',
    'editor          1200   1200  1200          3         3       3.3  ok',
    'a-longer-one    1200      7     0          3         3       3.3  tally -1193, CSV -1200',
    'editor          1200   1200     -          3         3       3.3  ok',
  ]);
});
