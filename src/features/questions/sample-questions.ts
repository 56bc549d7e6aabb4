import type { Database } from '#src/database/database.ts';
import { questionDefaults } from '#src/features/questions/question-input.ts';
import { createQuestion, deleteQuestion, publishQuestion } from '#src/features/questions/question-store.ts';
import { slugOf } from '#src/features/questions/slug.ts';

const samples = [
  {
    text: 'Which day suits the team retrospective?',
    description: 'One hour, in the large meeting room and on video.',
    choices: ['Tuesday', 'Wednesday', 'Thursday'],
    policy: 'open',
  },
  {
    text: 'What should we plant in the courtyard?',
    description: 'The beds get sun until three in the afternoon.',
    choices: ['A cherry tree', 'Lavender and sage', 'Vegetables to share', 'Leave it as a meadow'],
    policy: 'open',
  },
  {
    text: '¿Qué película vemos el viernes?',
    description: '',
    choices: ['Una comedia', 'Ciencia ficción', 'Un documental'],
    policy: 'open',
  },
  {
    text: 'Should the library open on Sundays?',
    description: 'The budget covers either Sundays or longer evenings, not both.',
    choices: ['Yes, on Sundays', 'No, longer evenings instead'],
    policy: 'browser',
  },
] as const;

/** Publishes the sample questions that are not there yet; gives how many it added. */
export async function addSamples(database: Database): Promise<number> {
  let added = 0;
  for (const { choices, ...sample } of samples) {
    if (await database.questions.count({ where: { slug: slugOf(sample.text) } })) continue;
    const input = { ...questionDefaults, ...sample, choices: [...choices] };
    const { slug } = await createQuestion(database, input, null);
    await publishQuestion(database, slug);
    added += 1;
  }
  return added;
}

/** Deletes every question with its votes; gives how many there were. */
export async function clearQuestions(database: Database): Promise<number> {
  const questions = await database.questions.findAll({ attributes: ['slug'] });
  for (const { slug } of questions) await deleteQuestion(database, slug);
  return questions.length;
}
