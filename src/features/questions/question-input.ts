import type { QuestionKind, QuestionPolicy, ResultsAudience } from '#src/database/models/question.ts';

/** What an organiser asks for when creating or editing a question. */
export interface QuestionInput {
  text: string;
  description: string;
  kind: QuestionKind;
  choices: string[];
  /** Choices that a ballot holds at least and at most. */
  minChoices: number;
  maxChoices: number;
  policy: QuestionPolicy;
  /** Whether nothing joins a voter to a ballot; only otherwise can an answer be changed. */
  secret: boolean;
  results: ResultsAudience;
  /** IANA name of the zone that the times are meant in. */
  timeZone: string;
  opensAt: Date | null;
  closesAt: Date | null;
}

/** What a question is where nothing else is asked for. */
export const questionDefaults = {
  description: '',
  kind: 'single',
  minChoices: 1,
  maxChoices: 1,
  policy: 'open',
  secret: true,
  results: 'always',
  timeZone: 'UTC',
  opensAt: null,
  closesAt: null,
} as const satisfies Partial<QuestionInput>;

/** Fields that cannot be taken, each with the key of the sentence that says why. */
export interface QuestionErrors {
  text?: 'textMissing' | 'textTooLong';
  description?: 'descriptionTooLong';
  choices?: 'choicesTooFew' | 'choicesTooMany' | 'choiceTooLong' | 'choiceTwice';
  /** The choice at fault, from 0, where it is a single one. */
  choiceRow?: number;
  opensAt?: 'timeInvalid';
  closesAt?: 'timeInvalid' | 'closesBeforeOpening';
}

export const LIMITS = {
  text: 200,
  description: 2000,
  choice: 200,
  fewestChoices: 2,
  mostChoices: 20,
} as const;

const length = (text: string) => [...text].length;

/** Trims, composes (NFC) and drops characters that PostgreSQL or a terminal cannot take. */
export const cleanText = (text: string) =>
  text
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, '')
    .toWellFormed()
    .trim();

const cleanLine = (text: string) => cleanText(text).replace(/\s+/gu, ' ');

/** The input as it will be stored. Empty choices are ignored. */
export function cleanQuestion(input: QuestionInput): QuestionInput {
  return {
    ...input,
    text: cleanLine(input.text),
    description: cleanText(input.description),
    choices: input.choices.map(cleanLine).filter(Boolean),
  };
}

function choiceErrors(choices: readonly string[]): Pick<QuestionErrors, 'choices' | 'choiceRow'> {
  if (choices.length < LIMITS.fewestChoices) return { choices: 'choicesTooFew' };
  if (choices.length > LIMITS.mostChoices) return { choices: 'choicesTooMany' };
  const tooLong = choices.findIndex((choice) => length(choice) > LIMITS.choice);
  if (tooLong >= 0) return { choices: 'choiceTooLong', choiceRow: tooLong };
  const twice = choices.findIndex((choice, index) => choices.indexOf(choice) < index);
  return twice >= 0 ? { choices: 'choiceTwice', choiceRow: twice } : {};
}

const isInvalid = (time: Date | null) => time !== null && Number.isNaN(time.getTime());

/** Every field of a cleaned input that cannot be taken; an empty object where all can. */
export function questionErrors(input: QuestionInput): QuestionErrors {
  const errors: QuestionErrors = {};
  if (input.text === '') errors.text = 'textMissing';
  if (length(input.text) > LIMITS.text) errors.text = 'textTooLong';
  if (length(input.description) > LIMITS.description) errors.description = 'descriptionTooLong';
  Object.assign(errors, choiceErrors(input.choices));
  if (isInvalid(input.opensAt)) errors.opensAt = 'timeInvalid';
  if (isInvalid(input.closesAt)) errors.closesAt = 'timeInvalid';
  else if (input.closesAt && input.opensAt && input.closesAt <= input.opensAt) {
    errors.closesAt = 'closesBeforeOpening';
  }
  return errors;
}
