import assert from 'node:assert/strict';
import { it } from 'node:test';
import { query } from '../support/embedded.ts';
import { type Bench, OLD } from './rig/bench.ts';
import { type Ended, runCommand } from './rig/command.ts';
import { serviceEnv } from './rig/service.ts';

/** The audit command; run last, as it leaves a vote behind that was never counted. */
export function checkAudit(bench: () => Bench): void {
  const audit = (): Promise<Ended> => runCommand(['audit', '--since', '1h', '--csv'], serviceEnv(bench()));
  const lineOf = ({ stdout }: Ended, slug: string) =>
    stdout.split('\n').find((line) => line.startsWith(slug));

  it('finds every number in agreement with the ledger', async () => {
    const ended = await audit();
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    const cells = lineOf(ended, OLD.slug)?.split(/\s+/);
    assert.deepEqual(cells, [OLD.slug, ...Array(3).fill(String(OLD.ballots)), '0', '0', '0.0', 'ok']);
  });

  it('finds a vote that went past the counter', async () => {
    await query(
      bench().databaseUrl,
      `INSERT INTO ballots VALUES (gen_random_uuid(), 1, '{2}', now() - interval '1 minute');
       UPDATE choices SET tally = tally + 1 WHERE id = 2`,
    );
    const ended = await audit();
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /^tallyscope: 1 of \d+ questions differs\n$/);
    assert.match(lineOf(ended, OLD.slug) ?? '', / counter -1/);
  });
}
