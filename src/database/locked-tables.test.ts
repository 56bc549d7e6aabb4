import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '../../test/support/database.ts';
import { query } from '../../test/support/embedded.ts';
import { createTestApp } from '../../test/support/test-app.ts';
import { withClient } from '../../test/support/with-client.ts';

const LOCKED_OUT =
  "SELECT count(*)::integer AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

test('who needs a table that somebody has locked is answered, and leaves the pool to others', async (t) => {
  const url = await createTestDatabase(t);
  const { app, organiser } = await createTestApp(t, {}, url);
  const headers = await organiser();
  await withClient(url, async (holder) => {
    await holder.query('BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE');
    const asked = performance.now();
    const answer = await app.inject({ url: '/api/v1/questions?mine=true', headers });
    assert.equal(answer.statusCode, 503);
    assert.equal(answer.headers['retry-after'], '2');
    assert.ok(performance.now() - asked < 25_000);
    assert.deepEqual(await query(url, LOCKED_OUT), [{ waiting: 0 }]);
  });
});
