import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findExport } from '#src/features/exports/export-reader.ts';
import { MOST_OF_A_PERSON } from '#src/features/exports/export-turn.ts';
import { openExportSite } from '#src/features/exports/testing/export-site.ts';
import { finished } from '#src/features/exports/testing/test-bed.ts';

test('who asks for many exports is behind who asks for one, and has an end', async (t) => {
  const site = await openExportSite(t);
  const grace = await site.organiser('grace', 'administrator');
  await site.published();
  const ask = (prefix: string) => site.api('POST', '/exports', { prefix, questions: 'all' });

  const asked = await Promise.all(Array.from({ length: MOST_OF_A_PERSON + 5 }, (_, n) => ask(`many/${n}`)));
  const taken = asked.filter(({ statusCode }) => statusCode === 202).map((answer) => answer.json().id);
  assert.equal(taken.length, MOST_OF_A_PERSON, 'also where they come at the same time');
  const refused = asked.filter(({ statusCode }) => statusCode === 409).map((answer) => answer.json());
  assert.deepEqual(
    refused.map(({ type }) => type),
    Array(5).fill('urn:tallyscope:problem:export-too_many'),
  );

  const one = await site.app.inject({
    method: 'POST',
    url: '/api/v1/exports',
    headers: grace,
    payload: { prefix: 'one', questions: 'all' },
  });
  assert.equal(one.statusCode, 202, 'others are not held to that');
  await site.worker.start();
  const end = Number((await finished(site.database, one.json().id)).finishedAt);
  const all = await Promise.all(taken.map((id) => findExport(site.database.sequelize, id)));
  const before = all.filter((other) => other?.finishedAt && Number(other.finishedAt) < end);
  assert.equal(before.length, 1, 'behind the first of them alone, which was asked for before');

  assert.equal((await ask('again')).statusCode, 202, 'once one is finished');
});
