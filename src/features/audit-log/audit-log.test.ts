import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Organisers, organisers } from '../../../test/support/organisers.ts';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

interface Log {
  actions: { actor: string | null; action: string; question: string | null }[];
  next: number | null;
}

describe('the audit log', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  let { ada, grace, root } = {} as Organisers;
  before(async () => {
    test = await createTestApp(cleanup);
    ({ ada, grace, root } = await organisers(test));
    for (const [headers, text] of [
      [ada, 'First?'],
      [grace, 'Second?'],
      [ada, 'Third?'],
    ] as const) {
      const payload = { text, choices: ['A', 'B'] };
      await test.app.inject({ method: 'POST', url: '/api/v1/questions', headers, payload });
    }
    await test.app.inject({ method: 'POST', url: '/api/v1/questions/first/publish', headers: root });
    await test.published({ text: 'By the operator?' });
  });

  const read = async (headers: object, query = '') => {
    const answer = await test.app.inject({ url: `/api/v1/audit-log${query}`, headers: { ...headers } });
    return answer.json<Log>();
  };
  const said = ({ actions }: Log) =>
    actions.map(({ actor, action, question }) => `${actor} ${action.replace('question.', '')} ${question}`);

  it('shows organisers what they did and what was done to theirs, administrators all', async () => {
    assert.deepEqual(said(await read(ada)), [
      'root published first',
      'ada created third',
      'ada created first',
    ]);
    assert.deepEqual(said(await read(grace)), ['grace created second']);
    const all = said(await read(root));
    assert.deepEqual(all.slice(0, 3), [
      'null published by-the-operator',
      'null created by-the-operator',
      'root published first',
    ]);
    assert.equal(all.length, 6);
    assert.deepEqual(said(await read(root, '?question=second')), ['grace created second']);
    assert.deepEqual(said(await read(grace, '?question=first')), []);
  });

  it('goes on page by page, each line once', async () => {
    const seen: string[] = [];
    let next: number | null = null;
    do {
      const page: Log = await read(root, `?limit=4${next === null ? '' : `&after=${next}`}`);
      seen.push(...said(page));
      next = page.next;
    } while (next !== null);
    assert.deepEqual(seen, said(await read(root)));
  });

  it('is no matter of voters', async () => {
    const voter = await test.organiser('val', 'voter');
    const status = async (headers: object) =>
      (await test.app.inject({ url: '/api/v1/audit-log', headers: { ...headers } })).statusCode;
    assert.deepEqual([await status({}), await status(voter)], [401, 403]);
  });

  it('can be read as a page, of one question alone and after that is gone', async () => {
    await test.app.inject({ method: 'DELETE', url: '/api/v1/questions/third', headers: ada });
    const visitor = new PageVisitor(test);
    await visitor.logIn('ada');
    const { body } = await visitor.get('/organise/log?question=third');
    const rows = [...body.matchAll(/<span class="log-action">([^<]*)</g)].map(([, what]) => what);
    assert.deepEqual(rows, ['Deleted the question', 'Created the question']);
    assert.match((await visitor.get('/organise/log?question=nothing')).body, /Nothing has happened yet/);
  });

  it('tells of roles that were changed', async () => {
    const account = await test.database.accounts.findOne({ where: { name: 'grace' } });
    const url = `/api/v1/accounts/${account?.id}`;
    const change = () =>
      test.app.inject({ method: 'PATCH', url, headers: root, payload: { role: 'administrator' } });
    assert.equal((await change()).statusCode, 200);
    await change();
    const changes = said(await read(root)).filter((line) => line.includes('role_changed'));
    assert.deepEqual(changes, ['root account.role_changed null'], 'what changes nothing is no action');
    const visitor = new PageVisitor(test);
    await visitor.logIn('root');
    assert.match((await visitor.get('/organise/log')).body, /grace: Administrator/);
  });
});
