import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BallotBox } from '../pipeline/rig/ballot-box.ts';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { type EmbeddedService, startEmbeddedService } from './embedded-service.ts';

/** Votes before a fault and after it. */
const ENOUGH = 300;
const PATIENCE_MS = 120_000;

describe('no acknowledged vote is lost, and none counts twice', () => {
  const cleanup = suiteCleanup();
  let running: EmbeddedService;
  before(async () => {
    running = await startEmbeddedService(cleanup);
  });

  /** Votes without a pause while `fault` happens, and holds the ledger against what was acknowledged. */
  async function underLoad(text: string, fault: () => Promise<void>): Promise<BallotBox> {
    const { organiser, service, counted } = running;
    const question = await organiser.publish(text);
    const box = new BallotBox();
    cleanup.after(() => box.close());
    let going = true;
    const load = Promise.all(
      Array.from({ length: 24 }, async () => {
        while (going) await box.vote([service.url], question);
      }),
    );
    const cast = () => box.cast.get(question.slug) ?? 0;
    const reach = async (votes: number) => {
      const deadline = Date.now() + PATIENCE_MS;
      while (cast() < votes && Date.now() < deadline) await sleep(20);
      assert.ok(cast() >= votes, `${cast()} of ${votes} votes`);
    };
    await reach(ENOUGH);
    const before = cast();
    await fault();
    await reach(before + ENOUGH);
    going = false;
    await load;
    const votes = cast();
    assert.deepEqual(await counted(question.slug), { ballots: votes, tally: votes });
    return box;
  }

  it('when the service is killed', async () => {
    const box = await underLoad('Is the service killed?', async () => {
      await running.service.part.kill('SIGKILL');
      await running.service.part.start();
    });
    assert.ok(box.retries > 0, 'nobody noticed');
  });

  it('when PostgreSQL is killed', async () => {
    await underLoad('Is the database killed?', running.killPostgres.bind(running));
  });

  it('when every vote is sent twice', async () => {
    const { organiser, service, counted } = running;
    const { slug, choices } = await organiser.publish('Is everything sent twice?');
    const send = async (key: string) => {
      const response = await fetch(`${service.url}/api/v1/questions/${slug}/votes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ choices: choices.slice(0, 1) }),
      });
      await response.body?.cancel();
      return [response.status, response.headers.get('idempotent-replayed')];
    };
    for (let key = 0; key < 20; key += 1) {
      const answers = await Promise.all([send(`${key}`), send(`${key}`)]);
      assert.deepEqual(
        answers.sort(),
        [
          [201, null],
          [201, 'true'],
        ].sort(),
      );
      assert.deepEqual(await send(`${key}`), [201, 'true']);
    }
    assert.deepEqual(await counted(slug), { ballots: 20, tally: 20 });
  });
});
