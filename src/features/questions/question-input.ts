import type { QuestionKind, QuestionPolicy, ResultsAudience } from '#src/database/models/question.ts';
import { isTimeZone } from '#src/features/questions/local-time.ts';

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

/** The same before it is cleaned: limits that are left out follow from the kind. */
export interface QuestionDraft extends Omit<QuestionInput, 'minChoices' | 'maxChoices'> {
  minChoices: number | null;
  maxChoices: number | null;
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

/** The choices of every rating question, from the lowest. */
export const RATINGS: readonly string[] = ['1', '2', '3', '4', '5'];

/** Kinds whose ballots may hold several choices. */
export const takesSeveral = (kind: QuestionKind) => kind === 'multiple' || kind === 'ranked';

/** Fields that cannot be taken, each with the key of the sentence that says why. */
export interface QuestionErrors {
  text?: 'textMissing' | 'textTooLong';
  description?: 'descriptionTooLong';
  choices?:
    | 'choicesTooFew'
    | 'choicesTooMany'
    | 'choiceTooLong'
    | 'choiceTwice'
    | 'choiceAlike'
    | 'choiceWithBar'
    | 'choiceWithArrow'
    | 'ratingChoices';
  /** The choices at fault, from 0, where it is not all of them together. */
  choiceRows?: number[];
  minChoices?: 'minInvalid' | 'minOverMax' | 'limitsNotForKind';
  maxChoices?: 'maxInvalid' | 'limitsNotForKind';
  secret?: 'secretNotForPolicy';
  results?: 'resultsNarrowed';
  timeZone?: 'timeZoneUnknown';
  opensAt?: 'timeInvalid' | 'timeSkipped' | 'timeOutOfRange';
  closesAt?: 'timeInvalid' | 'timeSkipped' | 'timeOutOfRange' | 'closesBeforeOpening' | 'closesPast';
}

/** Characters of the texts, how many choices, and years that times may be in. */
export const LIMITS = {
  text: 200,
  description: 2000,
  choice: 200,
  fewestChoices: 2,
  mostChoices: 20,
  firstYear: 2000,
  lastYear: 2999,
} as const;

const length = (text: string) => [...text].length;

/** Trims, composes (NFC) and drops characters that PostgreSQL or a terminal cannot take. */
const cleanText = (text: string) =>
  text
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, '')
    .toWellFormed()
    .trim();

/** Anything that leaves a mark: not blanks, characters without a width, or the Braille pattern without a dot. */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Cleans a text of one line; empty where there is nothing to see of it. */
export const cleanLine = (text: string) => (VISIBLE.test(text) ? cleanText(text).replace(/\s+/gu, ' ') : '');

/** What readers see of a text. The two that join letters or part them change how these look. */
export const seenOf = (text: string) =>
  text.replace(/(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}/gu, '');

/** The input as it will be stored. Empty choices are ignored; a rating has its five; a ballot may rank or pick all. */
export function cleanQuestion(draft: QuestionDraft): QuestionInput {
  const given = draft.choices.map(cleanLine).filter(Boolean);
  const choices = draft.kind === 'rating' && given.length === 0 ? [...RATINGS] : given;
  const all = takesSeveral(draft.kind) ? Math.max(1, choices.length) : 1;
  return {
    ...draft,
    text: cleanLine(draft.text),
    description: cleanText(draft.description),
    choices,
    minChoices: draft.minChoices ?? 1,
    maxChoices: draft.maxChoices ?? all,
  };
}

/** Signs that separate the choices of one vote in exported files, and so may not stand by themselves within a choice. */
const SEPARATED: Partial<Record<QuestionKind, { sign: RegExp; error: 'choiceWithBar' | 'choiceWithArrow' }>> =
  {
    multiple: { sign: /(?:^|\s)\|(?:\s|$)/, error: 'choiceWithBar' },
    ranked: { sign: /(?:^|\s)>(?:\s|$)/, error: 'choiceWithArrow' },
  };

function choiceErrors({ kind, choices }: QuestionInput): Pick<QuestionErrors, 'choices' | 'choiceRows'> {
  if (kind === 'rating') return choices.join() === RATINGS.join() ? {} : { choices: 'ratingChoices' };
  if (choices.length < LIMITS.fewestChoices) return { choices: 'choicesTooFew' };
  if (choices.length > LIMITS.mostChoices) return { choices: 'choicesTooMany' };
  const rowsOf = (isWrong: (choice: string, index: number) => boolean | undefined) =>
    choices.flatMap((choice, index) => (isWrong(choice, index) ? [index] : []));
  const tooLong = rowsOf((choice) => length(choice) > LIMITS.choice);
  if (tooLong.length > 0) return { choices: 'choiceTooLong', choiceRows: tooLong };
  const looks = choices.map(seenOf);
  const twice = rowsOf((_choice, index) => looks.indexOf(looks[index] as string) < index);
  if (twice.length > 0) return { choices: 'choiceTwice', choiceRows: twice };
  const separated = SEPARATED[kind];
  const dividing = rowsOf((choice) => separated?.sign.test(choice));
  return separated && dividing.length > 0 ? { choices: separated.error, choiceRows: dividing } : {};
}

function limitErrors({ kind, choices, minChoices, maxChoices }: QuestionInput): QuestionErrors {
  if (!takesSeveral(kind)) {
    return {
      ...(minChoices !== 1 && { minChoices: 'limitsNotForKind' as const }),
      ...(maxChoices !== 1 && { maxChoices: 'limitsNotForKind' as const }),
    };
  }
  // What is wrong with too few choices is said beside them.
  const most = Math.max(choices.length, LIMITS.fewestChoices);
  const fits = (limit: number) => Number.isInteger(limit) && limit >= 1 && limit <= most;
  const errors: QuestionErrors = {};
  if (!fits(maxChoices)) errors.maxChoices = 'maxInvalid';
  if (!fits(minChoices)) errors.minChoices = 'minInvalid';
  else if (fits(maxChoices) && minChoices > maxChoices) errors.minChoices = 'minOverMax';
  return errors;
}

function timeError(time: Date | null): 'timeInvalid' | 'timeOutOfRange' | undefined {
  if (time === null) return undefined;
  const year = time.getUTCFullYear();
  if (Number.isNaN(year)) return 'timeInvalid';
  return year < LIMITS.firstYear || year > LIMITS.lastYear ? 'timeOutOfRange' : undefined;
}

function timeErrors({ opensAt, closesAt, timeZone }: QuestionInput): QuestionErrors {
  const errors: QuestionErrors = {};
  const opening = timeError(opensAt);
  const closing = timeError(closesAt);
  if (!isTimeZone(timeZone)) errors.timeZone = 'timeZoneUnknown';
  if (opening) errors.opensAt = opening;
  if (closing) errors.closesAt = closing;
  else if (closesAt && opensAt && !opening && closesAt <= opensAt) errors.closesAt = 'closesBeforeOpening';
  return errors;
}

/** Every field of a cleaned input that cannot be taken; an empty object where all can. */
export function questionErrors(input: QuestionInput): QuestionErrors {
  const errors: QuestionErrors = {};
  if (input.text === '') errors.text = 'textMissing';
  if (length(input.text) > LIMITS.text) errors.text = 'textTooLong';
  if (length(input.description) > LIMITS.description) errors.description = 'descriptionTooLong';
  if (!input.secret && input.policy !== 'account') errors.secret = 'secretNotForPolicy';
  return { ...errors, ...choiceErrors(input), ...limitErrors(input), ...timeErrors(input) };
}
