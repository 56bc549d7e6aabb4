import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { connectDatabase } from '#src/database/database.ts';
import { createAccount } from '#src/features/accounts/account-store.ts';
import { en } from '#src/ui/messages/en.ts';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { startStack } from '../../tools/stack/start-stack.ts';
import { createTestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { BallotBox } from './rig/ballot-box.ts';
import { Browser } from './rig/browser.ts';
import { type Asked, Organiser } from './rig/organiser.ts';
import { startService } from './rig/service.ts';

const OPERATOR = { name: 'operator', password: 'correct horse battery staple' };

const textOf = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/\s+/g, ' ');

/** Text of the part of a page below one of its headings. */
const part = (html: string, id: string) =>
  textOf(new RegExp(`<section[^>]*aria-labelledby="${id}">([\\s\\S]*?)</section>`).exec(html)?.[1] ?? '');

// The slowest of a rule's interval and its first rate, and a trace's way through tail sampling.
const patience = { withinMs: 75_000, everyMs: 500 };

describe('the observatory on the real pipeline', () => {
  const cleanup = suiteCleanup();
  let operator: Browser;
  let tea: Asked;
  let service = '';
  const observe = async () => (await operator.open('/observatory')).html;

  before(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tallyscope-observatory-'));
    cleanup.after(() => rm(dataDir, { recursive: true, force: true }));
    const [stack, databaseUrl] = await Promise.all([
      startStack({ dataDir, collectorEnv: { TRACE_DECISION_WAIT: '1s' } }),
      createTestDatabase(cleanup),
    ]);
    cleanup.after(() => stack.stop());
    const { part: process, url } = await startService({ name: 'service', stack, databaseUrl });
    cleanup.after(() => process.stop());
    service = url;
    const database = connectDatabase(databaseUrl, { poolSize: 1 });
    await createAccount(database, { ...OPERATOR, role: 'administrator' });
    await database.close();
    const organiser = await Organiser.register(databaseUrl, url);
    tea = await organiser.publish('Tea?');
    const coffee = await organiser.publish('Coffee?');
    const box = new BallotBox();
    cleanup.after(() => box.close());
    await box.castMany([url], [tea, coffee], 200);
    operator = new Browser(url);
    const { name, password } = OPERATOR;
    await operator.submit('/login', '/login', { username: name, password });
  });

  it('holds what Prometheus counted against the ledger, question by question', async () => {
    await eventually(async () => {
      const votes = part(await observe(), 'votes');
      assert.match(votes, /The ledger holds 200 votes\. Prometheus counted 200\./);
      assert.equal(votes.match(/ 0 Equal/g)?.length, 2, votes);
    }, patience);
  });

  it('shows every objective with its budget', async () => {
    const files = await readdir(join(PROJECT, 'slo'));
    const names = files.flatMap((file) => /^(.+)\.yaml$/.exec(file)?.[1] ?? []);
    assert.deepEqual(Object.keys(en.observatory.objectiveTitles), names.sort());
    await eventually(async () => {
      const objectives = part(await observe(), 'objectives');
      assert.match(objectives, /Votes are taken Healthy 99\.9% 100% 0× 100%/);
      for (const title of Object.values(en.observatory.objectiveTitles))
        assert.ok(objectives.includes(title), `${title} is not in: ${objectives}`);
    }, patience);
  });

  it('knows that alerting is alive', async () => {
    await eventually(async () => {
      assert.match(part(await observe(), 'alerts'), /The Watchdog fires as it should/);
    }, patience);
  });

  it('draws slow requests and leads to each of them', async () => {
    const trace = await eventually(async () => {
      const found = /href="(\/observatory\/traces\/[0-9a-f]{32})"/.exec(await observe());
      assert.ok(found?.[1]);
      return found[1];
    }, patience);
    const { status, html } = await operator.open(trace);
    assert.equal(status, 200);
    assert.match(html, /<table class="waterfall">/);
  });

  it('draws a vote from the request over the batch to its statements', async () => {
    const response = await fetch(`${service}/api/v1/questions/${tea.slug}/votes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ choices: tea.choices.slice(0, 1) }),
    });
    const { trace_id: id } = (await response.json()) as { trace_id: string };
    // A batch ends after the answers to its votes and is exported after them: the trace may come in two pieces.
    await eventually(async () => {
      const { html } = await operator.open(`/observatory/traces/${id}`);
      const rows = [...html.matchAll(/<th scope="row" class="depth-(\d)">([^<]+)/g)].map(
        ([, depth, name]) => `${depth} ${name?.trim()}`,
      );
      const batch = rows.indexOf('2 vote.batch');
      assert.ok(batch > rows.indexOf('1 vote.cast'), rows.join('\n') || textOf(html));
      assert.match(rows[batch + 1] ?? '', /^3 pg\.query:/);
    }, patience);
  });
});
