import { requestHead } from '#src/features/proofs/request-head.ts';
import { sealNow } from '#src/features/proofs/testing/ledger.ts';
import { closeQuestion, findQuestion } from '#src/features/questions/question-store.ts';
import type { Site } from './site.ts';

/** Casts a vote over the API; gives the code of its receipt. */
async function cast(
  { app }: Site,
  slug: string,
  choices: (number | undefined)[],
  headers = {},
): Promise<string> {
  const url = `/api/v1/questions/${slug}/votes`;
  return (await app.inject({ method: 'POST', url, payload: { choices }, headers })).json().receipt;
}

/** Asks for a head and signs it. */
async function sign({ database }: Site, { id, slug }: { id: number; slug: string }): Promise<void> {
  const question = await findQuestion(database, slug);
  if (question) await requestHead(database, question, null);
  await sealNow(database.url, id);
}

/** Questions with signed heads, and receipts of every standing; gives their slugs and codes. */
export async function fillProofs(site: Site) {
  const { database, published } = site;
  const signed = await published({
    text: 'Where does the club meet in summer?',
    kind: 'ranked',
    choices: ['By the river', 'On the roof', 'In the old depot'],
    maxChoices: 3,
  });
  const [river, roof, depot] = signed.choices;
  const ranking = await cast(site, signed.slug, [roof, river, depot]);
  await sign(site, signed);
  for (const order of [[river, roof], [roof], [depot, roof]]) await cast(site, signed.slug, order);
  await closeQuestion(database, signed.slug);
  await sealNow(database.url, signed.id);

  const running = await published({ text: 'Which day is market day?', choices: ['Wednesday', 'Saturday'] });
  const [wednesday, saturday] = running.choices;
  const altered = await cast(site, running.slug, [wednesday]);
  await cast(site, running.slug, [saturday]);
  await sign(site, running);
  await database.sequelize.query(
    'UPDATE ballots SET choices = ARRAY[$1::int] WHERE choices = ARRAY[$2::int]',
    {
      bind: [saturday, wednesday],
    },
  );

  const differs = await published({ text: 'Who keeps the keys?' });
  await cast(site, differs.slug, differs.choices.slice(0, 1));
  await database.sequelize.query('UPDATE choices SET tally = 9 WHERE id = $1', {
    bind: differs.choices.slice(0, 1),
  });
  await closeQuestion(database, differs.slug);
  await sealNow(database.url, differs.id);

  const wide = await published({ text: 'W'.repeat(150), choices: ['W'.repeat(150), 'x'.repeat(150)] });
  await cast(site, wide.slug, wide.choices.slice(0, 1));
  await sign(site, wide);

  const changeable = await published({ text: 'Who brings the cake?', policy: 'account', secret: false });
  const voter = await site.organiser('cake-voter', 'voter');
  const [replaced] = [
    await cast(site, changeable.slug, changeable.choices.slice(0, 1), voter),
    await cast(site, changeable.slug, changeable.choices.slice(1, 2), voter),
  ];
  return {
    signed: signed.slug,
    running: running.slug,
    differs: differs.slug,
    wide: wide.slug,
    receipts: { ranking, altered, replaced: replaced ?? '' },
  };
}
