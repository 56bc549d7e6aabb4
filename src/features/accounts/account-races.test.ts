import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Transaction } from 'sequelize';
import { createAccessToken } from '#src/features/accounts/access-token-store.ts';
import { deleteAccount, setPassword } from '#src/features/accounts/account-changes.ts';
import { verifyPassword } from '#src/features/accounts/password.ts';
import { findSession, listSessions, openSession } from '#src/features/accounts/session-store.ts';
import { lightAccount } from '../../../test/support/light-account.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

describe('an account that is changed meanwhile', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
  });
  const account = (name: string) =>
    lightAccount(test.database, { name, password: 'correct horse', role: 'organiser' });
  /** Begins the work, lets the other go on once that waits for it, and gives what became of the work. */
  async function behind<T>(other: (transaction: Transaction) => Promise<unknown>, work: () => Promise<T>) {
    const { sequelize } = test.database;
    let begun: Promise<PromiseSettledResult<T>[]> | undefined;
    await sequelize.transaction(async (transaction) => {
      await other(transaction);
      begun = Promise.allSettled([work()]);
      for (let waiting = 0; waiting === 0; ) {
        const [rows] = await sequelize.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        waiting = rows.length;
      }
    });
    const [outcome] = (await begun) ?? [];
    return outcome;
  }

  it('opens no session for who logged in with the password from before', async () => {
    const ada = await account('ada');
    const early = await openSession(test.database, ada);
    const asItWas = await test.database.accounts.findByPk(ada.id);
    assert.ok(asItWas);
    const outcome = await behind(
      (transaction) => ada.update({ passwordHash: 'another' }, { transaction }),
      () => openSession(test.database, asItWas),
    );
    assert.equal(outcome?.status, 'rejected');
    assert.equal(outcome.reason.statusCode, 401);
    await assert.rejects(openSession(test.database, asItWas), { statusCode: 401 });
    assert.ok(await findSession(test.database, early));
    assert.ok(await openSession(test.database, ada), 'and opens one with the password of now');
  });

  it('keeps the first of two passwords that are set at once', async () => {
    const grace = await account('grace');
    const asThiefReadIt = await test.database.accounts.findByPk(grace.id);
    assert.ok(asThiefReadIt);
    await setPassword(test.database, grace, 'new and long enough');
    const token = await openSession(test.database, grace);
    await assert.rejects(setPassword(test.database, asThiefReadIt, 'what the thief wants'), {
      fault: 'passwordWrong',
    });
    assert.ok(await findSession(test.database, token));
    await grace.reload();
    assert.equal(await verifyPassword('new and long enough', grace.passwordHash), true);
  });

  it('gets neither session nor token once it is gone', async () => {
    const hedy = await account('hedy');
    const identity = { accountId: hedy.id, name: 'hedy', role: 'organiser' } as const;
    await deleteAccount(test.database, hedy.id);
    await assert.rejects(openSession(test.database, hedy), { statusCode: 401 });
    const asked = { name: 'late', scopes: ['results:read'], expiresOn: null } as const;
    await assert.rejects(createAccessToken(test.database, identity, asked), { statusCode: 401 });
  });

  it('has a hundred sessions at most: one more ends the one used longest ago', async () => {
    const ida = await account('ida');
    const first = await openSession(test.database, ida);
    await test.database.sessions.update(
      { lastSeenAt: new Date(Date.now() - 3_600_000) },
      { where: { accountId: ida.id } },
    );
    const more = await Promise.all(Array.from({ length: 99 }, () => openSession(test.database, ida)));
    assert.ok(await findSession(test.database, first));
    await test.database.sessions.update(
      { lastSeenAt: new Date(Date.now() - 7_200_000) },
      { where: { accountId: ida.id } },
    );
    assert.ok(await findSession(test.database, first), 'used now');
    const next = await openSession(test.database, ida);
    assert.equal((await listSessions(test.database, ida.id)).length, 100);
    for (const token of [first, next]) assert.ok(await findSession(test.database, token));
    const left = await Promise.all(more.map((token) => findSession(test.database, token)));
    assert.equal(left.filter(Boolean).length, 98);
  });
});
