import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Judged, scoreOf, survivorsOf, tableWith } from './report.ts';

const mutant = (file: string, status: Judged['status']): Judged => ({
  fileName: `/p/src/features/${file}`,
  status,
  mutatorName: 'BooleanLiteral',
  replacement: 'true',
  location: { start: { line: 3, column: 7 }, end: { line: 3, column: 12 } },
});
const some = [
  mutant('votes/a.ts', 'Killed'),
  mutant('votes/a.ts', 'Timeout'),
  mutant('votes/a.ts', 'Survived'),
  mutant('votes/a.ts', 'NoCoverage'),
  mutant('votes/a.ts', 'CompileError'),
];

describe('the report of mutants', () => {
  it('counts what was noticed, and leaves out what was no program', () => {
    assert.equal(scoreOf(some), 50);
    assert.equal(scoreOf([]), 100);
  });

  it('names every mutant that nobody noticed', () => {
    assert.deepEqual(survivorsOf(some, '/p'), [
      'src/features/votes/a.ts:3:7 Survived BooleanLiteral: true',
      'src/features/votes/a.ts:3:7 NoCoverage BooleanLiteral: true',
    ]);
  });

  it('puts rows in place of the ones of the same files, and keeps the page around them', () => {
    const page = 'before\n<!-- table -->\n<!-- end -->\nafter\n';
    const first = tableWith(page, some, { root: '/p', today: '2026-01-01' });
    const again = [mutant('votes/a.ts', 'Killed'), mutant('proofs/b.ts', 'Survived')];
    assert.equal(
      tableWith(first, again, { root: '/p', today: '2026-01-02' }),
      `before
<!-- table -->
| file | mutants | noticed | of these endless | score | run |
|---|---|---|---|---|---|
| \`proofs/b.ts\` | 1 | 0 | 0 | 0.0 % | 2026-01-02 |
| \`votes/a.ts\` | 1 | 1 | 0 | 100.0 % | 2026-01-02 |
| all | 2 | 1 | 0 | 50.0 % | |
<!-- end -->
after
`,
    );
    const without = tableWith(first, again.slice(1), { root: '/p', today: '2026-01-02' }, (file) =>
      file.startsWith('votes/'),
    );
    assert.doesNotMatch(without, /votes/);
    assert.match(first, /\| `votes\/a\.ts` \| 4 \| 2 \| 1 \| 50\.0 % \| 2026-01-01 \|/);
  });
});
