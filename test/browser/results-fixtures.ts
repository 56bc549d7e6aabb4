import { closeQuestion } from '#src/features/questions/question-store.ts';
import { type FilledBallots, fillLedger } from '#src/features/results/testing/fill-ledger.ts';
import type { Site } from './site.ts';

const HOUR = 3_600_000;

/** Puts ballots into the ledger over the last hours, more of them lately. */
async function fillOverTime(site: Site, id: number, ballots: FilledBallots, ranked = false): Promise<void> {
  const now = Date.now();
  for (const [index, entry] of ballots.entries()) {
    const castAt = new Date(now - (ballots.length - index) ** 2 * (HOUR / 4));
    await fillLedger(site.database, id, [entry], { ranked, castAt });
  }
  const opensAt = new Date(now - (ballots.length ** 2 * HOUR) / 4 - HOUR);
  await site.database.questions.update({ opensAt }, { where: { id } });
}

async function ranked(site: Site, text: string) {
  const choices = ['Memphis', 'Nashville', 'Chattanooga', 'Knoxville'];
  const question = await site.published({ text, kind: 'ranked', choices, maxChoices: 4 });
  const [m = 0, n = 0, c = 0, k = 0] = question.choices;
  const ballots: FilledBallots = [
    [[m, n, c, k], 42],
    [[n, c, k, m], 26],
    [[c, k, n, m], 12],
    [[c], 3],
    [[k, c, n, m], 17],
  ];
  await fillOverTime(site, question.id, ballots, true);
  return question;
}

/** Questions of every kind with ballots, and one whose results are hidden; gives their slugs. */
export async function fillResults(site: Site) {
  const multiple = await site.published({
    text: 'Which evenings suit you?',
    kind: 'multiple',
    choices: ['Monday', 'Tuesday', 'Thursday', 'Friday'],
    maxChoices: 4,
    timeZone: 'Europe/Berlin',
  });
  const [monday = 0, tuesday = 0, thursday = 0, friday = 0] = multiple.choices;
  await fillOverTime(site, multiple.id, [
    [[monday], 3],
    [[monday, tuesday], 6],
    [[tuesday, thursday, friday], 9],
    [[thursday], 14],
    [[monday, thursday], 8],
  ]);
  const rating = await site.published({
    text: 'How was the summer party?',
    kind: 'rating',
    choices: ['1', '2', '3', '4', '5'],
  });
  await fillOverTime(
    site,
    rating.id,
    [2, 3, 11, 38, 25].map((times, index) => [[rating.choices[index] ?? 0], times] as const),
  );
  const running = await ranked(site, 'Where shall the capital be?');
  const decided = await ranked(site, 'Where should the capital have been?');
  await closeQuestion(site.database, decided.slug);
  const hidden = await site.published({
    text: 'Who shall speak for us?',
    description: 'The results are read out at the meeting.',
    choices: ['Ada', 'Grace', 'Hedy'],
    results: 'closed',
    closesAt: new Date(Date.now() + 48 * HOUR),
  });
  const secret = await site.published({ text: 'What do we pay?', results: 'organisers', policy: 'browser' });
  return {
    multiple: multiple.slug,
    rating: rating.slug,
    ranked: running.slug,
    decided: decided.slug,
    hidden: hidden.slug,
    organisers: secret.slug,
  };
}
