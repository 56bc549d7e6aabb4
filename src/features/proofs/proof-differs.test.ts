import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { sealNow } from '#src/features/proofs/testing/ledger.ts';
import { closeQuestion } from '#src/features/questions/question-store.ts';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

const cleanup = suiteCleanup();
let site: TestApp;

/** A question that closed after votes for these of its choices, by their place; its ballots are sealed where asked for. */
async function closed(text: string, places: readonly number[], { sealed = true } = {}) {
  const { id, slug, choices } = await site.published({ text });
  for (const place of places) {
    const url = `/api/v1/questions/${slug}/votes`;
    const payload = { choices: [choices[place]] };
    const { statusCode, body } = await site.app.inject({ method: 'POST', url, payload });
    assert.equal(statusCode, 201, body);
  }
  await closeQuestion(site.database, slug);
  site.catalogue.forget(slug);
  const seal = () => sealNow(site.database.url, id);
  if (sealed) await seal();
  return { id, slug, choices, seal };
}

const stateOf = async (slug: string) =>
  (await site.app.inject(`/api/v1/questions/${slug}/proof`)).json().state as string;
const change = (sql: string, bind: unknown[]) => site.database.sequelize.query(sql, { bind });

async function saysSo(slug: string) {
  assert.equal(await stateOf(slug), 'differs');
  const { body } = await new PageVisitor(site).get(`/questions/${slug}/proof`);
  assert.match(body, /The ballots do not add up/);
}

describe('a proof of ballots that were changed', () => {
  before(async () => {
    site = await createTestApp(cleanup);
  });

  it('says where ledger and log differ', async () => {
    const { slug, choices, seal } = await closed('Tampered?', [0], { sealed: false });
    await change('UPDATE choices SET tally = 9 WHERE id = $1', [choices[0]]);
    await seal();
    await saysSo(slug);
  });

  it('says where ballots and tally were changed together after the final head', async () => {
    const { id, slug, choices } = await closed('Changed by whom?', [0, 0, 1]);
    const [one, other] = choices;
    const tally = (votesOfOne: number, votesOfOther: number) =>
      change(
        'UPDATE choices SET tally = CASE id WHEN $2 THEN $4::integer WHEN $3 THEN $5 ELSE 0 END WHERE question_id = $1',
        [id, one, other, votesOfOne, votesOfOther],
      );
    assert.equal(await stateOf(slug), 'final');
    await change('UPDATE ballots SET choices = ARRAY[$2::integer] WHERE question_id = $1', [id, other]);
    await tally(0, 3);
    await saysSo(slug);
    await tally(2, 2);
    await saysSo(slug);
    await tally(2, 1);
    assert.equal(await stateOf(slug), 'final');
    await change('UPDATE turnouts SET ballots = 4 WHERE question_id = $1', [id]);
    await saysSo(slug);
  });

  it('says where ballots came after the final head', async () => {
    const { id, slug } = await closed('Opened again?', [0]);
    assert.equal(await stateOf(slug), 'final');
    await change('UPDATE ballot_logs SET size = 2 WHERE question_id = $1', [id]);
    await saysSo(slug);
  });
});
