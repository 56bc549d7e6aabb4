import {
  cleanLine,
  type QuestionErrors,
  type QuestionInput,
  seenOf,
} from '#src/features/questions/question-input.ts';

/** What is left of a text without capital letters, blanks and other forms of the same characters (NFKC). */
const bareOf = (text: string) =>
  seenOf(cleanLine(text)).normalize('NFKC').toUpperCase().toLowerCase().replace(/\s+/gu, '');

/**
 * Positions of choices that voters may take for one before them, as only capitals, blanks or the form of their characters tell
 * them apart. That may be meant, as in a question about spelling.
 */
export function alikeChoices(choices: readonly string[]): number[] {
  const bare = choices.map(bareOf);
  return bare.flatMap((one, index) => (one !== '' && bare.indexOf(one) < index ? [index] : []));
}

/** Stands for those choices, so that a form can tell which of them its sender was asked about; empty where there are none. */
export const alikeKey = (choices: readonly string[]): string =>
  alikeChoices(choices)
    .map((index) => cleanLine(choices[index] ?? ''))
    .join(' | ');

/**
 * The same errors, or else the question whether choices are meant that are alike. `alike` stands for those that are; nobody is
 * asked where there is none.
 */
export function orAlike(
  errors: QuestionErrors,
  { choices }: QuestionInput,
  alike: string | undefined,
): QuestionErrors {
  if (errors.choices || alike === undefined || alikeKey(choices) === alike) return errors;
  const choiceRows = alikeChoices(choices);
  return choiceRows.length > 0 ? { ...errors, choices: 'choiceAlike', choiceRows } : errors;
}
