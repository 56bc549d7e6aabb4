import { randomUUID } from 'node:crypto';
import { ExportFailure } from '#src/features/exports/export-failure.ts';
import { exportableQuestions } from '#src/features/exports/export-reader.ts';
import { ExportWriter } from '#src/features/exports/export-writer.ts';
import { questionDefaults } from '#src/features/questions/question-input.ts';
import { closeQuestion, createQuestion } from '#src/features/questions/question-store.ts';
import { hostileText } from '#src/ui/testing/page-checks.ts';
import { fillProofs } from './proof-fixtures.ts';
import { fillResults } from './results-fixtures.ts';
import type { Site } from './site.ts';

const DAY = 86_400_000;
const longest = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(2);

async function cast({ app }: Site, slug: string, votes: (number | undefined)[]): Promise<void> {
  for (const choice of votes) {
    const url = `/api/v1/questions/${slug}/votes`;
    const headers = { 'idempotency-key': randomUUID() };
    await app.inject({ method: 'POST', url, headers, payload: { choices: [choice] } });
  }
}

async function exports(site: Site) {
  const { sequelize } = site.database;
  const writer = new ExportWriter(sequelize);
  const questions = (await exportableQuestions(sequelize)).slice(0, 3);
  const by = { requestedBy: 'ada', runner: 'worker' } as const;
  const create = (prefix: string, layout: 'each' | 'together' = 'each') =>
    writer.create({ bucket: 'exports', prefix, layout, ...by, questions });
  const [done, running, failed, together] = [
    await create('2026/autumn'),
    await create('2026/winter'),
    await create(''),
    await create('2026/all', 'together'),
  ];
  const positions = questions.map((_, index) => index + 1);
  const traceId = 'c0ffee00c0ffee00c0ffee00c0ffee00';
  for (const id of [done, running, failed, together]) await writer.start(id, traceId);
  const written = { state: 'succeeded', expectedRows: 4321, rows: 4321, bytes: 170_000 } as const;
  const begun = { state: 'running', expectedRows: 3, rows: 1, bytes: 40 } as const;
  await writer.record(
    done,
    positions.map((position) => ({ position, ...written })),
  );
  await writer.succeed(done);
  await writer.record(
    together,
    positions.map((position) => ({ position, ...written, firstByte: (position - 1) * written.bytes })),
  );
  await writer.succeed(together);
  await writer.record(running, [
    { position: 1, ...written },
    { position: 2, ...begun },
  ]);
  await writer.record(failed, [{ position: 1, ...begun, rows: 0, bytes: 0 }]);
  await writer.fail(failed, new ExportFailure('bucket_missing', ['exports']));
  return { done, running, failed, together };
}

/** Fills the site with questions in every state and texts of every kind; gives the addresses of its pages. */
export async function fillSite(site: Site) {
  const { published, database } = site;
  for (let index = 1; index <= 8; index += 1) await published({ text: `Shall we meet in week ${index}?` });
  const hostile = await published({
    text: hostileText,
    description: hostileText,
    choices: [hostileText, 'No'],
  });
  const wide = await published({ text: longest, description: longest, choices: [longest, `${longest}!`] });
  const closed = await published({
    text: 'Which colour for the front door?',
    choices: ['Red', 'Green', 'Blue'],
  });
  await cast(site, closed.slug, [...closed.choices, closed.choices[1]]);
  await closeQuestion(database, closed.slug);
  const open = await published({
    text: 'What should we plant in the courtyard?',
    description: 'The beds get sun until three in the afternoon.',
    choices: ['A cherry tree', 'Lavender and sage', 'Vegetables to share', 'Leave it as a meadow'],
    closesAt: new Date(Date.now() + 30 * DAY),
  });
  const [tree, herbs, food] = open.choices;
  await cast(site, open.slug, [tree, herbs, herbs, food, herbs]);
  await cast(site, hostile.slug, hostile.choices);
  await cast(site, wide.slug, wide.choices);
  const scheduled = await published({
    text: 'Where do we celebrate the new year?',
    opensAt: new Date(Date.now() + DAY),
  });
  const draft = await createQuestion(
    database,
    {
      ...questionDefaults,
      text: 'Should the library open on Sundays?',
      description: 'The budget covers either Sundays or longer evenings.',
      choices: ['Yes', 'No'],
      policy: 'browser',
    },
    null,
  );
  const invited = await published({ text: 'Who speaks for us next year?', policy: 'credential' });
  const untouched = await published({ text: 'Tea or coffee?', policy: 'browser' });
  const correctable = await published({ text: 'Who brings the cake?', policy: 'browser' });
  const members = await published({ text: 'Who comes along?', policy: 'account', secret: false });
  return {
    open: open.slug,
    members: members.slug,
    closed: closed.slug,
    hostile: hostile.slug,
    wide: wide.slug,
    draft: draft.slug,
    scheduled: scheduled.slug,
    untouched: untouched.slug,
    correctable: correctable.slug,
    invited: invited.slug,
    exports: await exports(site),
    ...(await fillResults(site)),
    proofs: await fillProofs(site),
  };
}
