import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { Organiser } from '../pipeline/rig/organiser.ts';
import { type Service, startService } from '../pipeline/rig/service.ts';
import { createTestDatabase } from '../support/database.ts';
import { query } from '../support/embedded.ts';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { LoadBalancer, type Slot } from './load-balancer.ts';
import { Voters } from './voters.ts';

const RATE = Number(process.env.ROLLOUT_VOTES_PER_SECOND ?? 500);
const values = parse(readFileSync(join(PROJECT, 'helm/tallyscope/values.yaml'), 'utf8'));
const PRE_STOP_MS = values.preStopSeconds * 1000;
const GRACE_MS = values.terminationGracePeriodSeconds * 1000;
/** Proxies hear of a pod's end this much later than the pod: half of what the chart allows for. */
const LAG_MS = PRE_STOP_MS / 2;

describe('a rollout under votes', () => {
  const cleanup = suiteCleanup();

  it('loses none, and the ledger agrees', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'tallyscope-rollout-'));
    cleanup.after(() => rmSync(dataDir, { recursive: true, force: true }));
    const databaseUrl = await createTestDatabase(cleanup);
    const proxy = await LoadBalancer.start();
    cleanup.after(() => proxy.stop());
    const pods = new Map<Slot, Service>();
    /** A pod of the Deployment: it gets requests once it is ready. */
    const start = async (slot: Slot) => {
      const stack = { dataDir, serviceEnv: () => ({}) };
      const options = { name: slot, stack, databaseUrl };
      const pod = await startService({ ...options, env: { DRAIN_DELAY_SECONDS: '0' } });
      cleanup.after(() => pod.part.stop());
      pods.set(slot, pod);
      await proxy.add(slot, pod.url);
    };
    /** A pod that is deleted: it sleeps before it is told to stop, while proxies hear of it one after the other. */
    const end = async (slot: Slot) => {
      const pod = pods.get(slot);
      await sleep(LAG_MS);
      await proxy.remove(slot);
      await sleep(PRE_STOP_MS - LAG_MS);
      await pod?.part.kill('SIGTERM');
      const ended = await Promise.race([pod?.part.ended(), sleep(GRACE_MS, 'killed', { ref: false })]);
      assert.equal(ended, 'code 0');
    };
    await start('a');
    await start('b');
    const organiser = await Organiser.register(databaseUrl, pods.get('a')?.url ?? '');
    const { slug, choices } = await organiser.publish('Do all votes arrive?');
    const voters = new Voters(`${proxy.url}/api/v1/questions/${slug}/votes`, choices[0] ?? 0);
    voters.start(RATE);
    await start('c');
    await end('a');
    await start('a');
    await end('b');
    await sleep(1000);
    await voters.stop();
    process.stdout.write(
      `# ${voters.counted} votes, ${voters.rate.toFixed(0)} a second, ${voters.failures.length} failed\n`,
    );
    assert.deepEqual([...new Set(voters.failures)], []);
    assert.ok(voters.counted > 1000);
    const [found] = await query(
      databaseUrl,
      `SELECT count(DISTINCT b.id)::int AS ballots, (SELECT sum(tally)::int FROM choices) AS tally FROM ballots b`,
    );
    assert.deepEqual(found, { ballots: voters.counted, tally: voters.counted });
  });
});
