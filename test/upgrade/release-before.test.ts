import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { Part } from '../../tools/stack/part.ts';
import { holdPorts } from '../../tools/stack/ports.ts';
import { serveFrom } from '../../tools/stack/program.ts';
import { runCommand } from '../pipeline/rig/command.ts';
import { createTestDatabase } from '../support/database.ts';
import { query } from '../support/embedded.ts';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { commitBefore, layOut } from './code-before.ts';

interface Counts {
  ballots: number;
  tally: number;
  turnout: number;
}

interface Question {
  slug: string;
  choices: { id: number }[];
}

const VOTES = 20;
const COUNTED = (slug: string) => `
  SELECT (SELECT count(*)::int FROM ballots b WHERE b.question_id = q.id) AS ballots,
    (SELECT sum(tally)::int FROM choices c WHERE c.question_id = q.id) AS tally,
    (SELECT t.ballots::int FROM turnouts t WHERE t.question_id = q.id) AS turnout
  FROM questions q WHERE q.slug = '${slug}'`;

async function answer<T>(url: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  const body = await response.text();
  assert.ok(response.ok, `${init?.method ?? 'GET'} ${url} gave ${response.status}: ${body.slice(0, 500)}`);
  return JSON.parse(body) as T;
}

const { commit, is, missing: skip } = commitBefore();

describe('the release before, on the schema of this one', { skip }, () => {
  const cleanup = suiteCleanup();
  const env: Record<string, string> = { SESSION_SECRET: 'the same for the old code and for the new' };
  const origins: Record<'old' | 'new', string> = { old: '', new: '' };
  let directory = '';
  let question: Question;
  let old: Part;

  async function serve(name: 'old' | 'new', cwd: string): Promise<Part> {
    const [port] = await holdPorts(1);
    origins[name] = `http://127.0.0.1:${port}`;
    const part = new Part({
      name,
      command: process.execPath,
      args: serveFrom(cwd),
      env: { ...env, PORT: String(port), DATA_DIR: join(directory, name) },
      cwd,
      readyUrl: `${origins[name]}/readyz`,
      logFile: join(directory, `${name}.log`),
    });
    cleanup.after(() => part.stop());
    await part.start();
    return part;
  }

  async function vote(name: 'old' | 'new'): Promise<void> {
    const choice = question.choices[0]?.id;
    await answer(`${origins[name]}/api/v1/questions/${question.slug}/votes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify({ choices: [choice] }),
    });
  }

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tallyscope-before-'));
    await chmod(directory, 0o755);
    env.DATABASE_URL = await createTestDatabase(cleanup);
    const code = await mkdtemp(join(directory, 'code-'));
    layOut(commit, code);
    await runCommand(['seed'], env);
    old = await serve('old', code);
    await serve('new', PROJECT);
    const [found] = (await query(
      env.DATABASE_URL,
      `SELECT slug FROM questions WHERE kind = 'single' AND policy = 'open' AND state = 'open' ORDER BY id LIMIT 1`,
    )) as { slug: string }[];
    assert.ok(found, 'no question to vote on');
    question = await answer<Question>(`${origins.old}/api/v1/questions/${found.slug}`);
  });
  after(() => rm(directory, { recursive: true, force: true }));

  it(`is ${is}: it takes votes beside the new code, and the ledger agrees`, async () => {
    const counts = async () =>
      (await query(env.DATABASE_URL ?? '', COUNTED(question.slug))) as unknown as [Counts];
    const [{ ballots }] = await counts();
    for (let cast = 0; cast < VOTES; cast += 1) await vote(cast % 2 === 0 ? 'old' : 'new');
    const all = ballots + VOTES;
    assert.deepEqual(await counts(), [{ ballots: all, tally: all, turnout: all }]);
  });

  it('shows its pages', async () => {
    for (const path of ['/', `/questions/${question.slug}`, `/questions/${question.slug}/results`]) {
      const { status } = await fetch(origins.old + path);
      assert.equal(status, 200, path);
    }
  });

  it('starts again, as a rollback does', async () => {
    await old.stop();
    await old.start();
    await vote('old');
  });
});
