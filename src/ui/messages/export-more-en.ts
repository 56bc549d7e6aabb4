/** What an export is made of, and how its questions are found among many. */
export const exportMoreEn = {
  questions: 'Questions',
  question: 'Question',
  questionsHint: 'The votes of each question, out of the files above and without their first column.',
  ofQuestions: (count: number, shown: string) => (count === 1 ? '1 question' : `${shown} questions`),
  search: 'Find a question',
  find: 'Find',
  clear: 'Show all',
  nothingFound: 'No question found',
  nothingFoundHint: 'None has all these words in its text.',
  all: (total: string) => `All questions (${total})`,
  offered: (shown: string, found: string) =>
    `${shown} of ${found} questions are shown, those you chose and the newest. Find others by words in their text.`,
  layout: 'Files',
  layoutHint: 'How the votes are laid out.',
  each: 'A file for each question',
  eachHint: 'Named after its question. The next export to the same path replaces it.',
  together: 'Together in few files',
  togetherHint:
    'Up to a million votes a file, with the question in the first column. Each export has files of its own.',
};
