import { createHash } from 'node:crypto';
import type { Database } from '#src/database/database.ts';
import { databaseTime } from '#src/database/database-time.ts';
import type { QuestionModel } from '#src/database/models/question.ts';
import type { Actor } from '#src/database/record-action.ts';
import { orAlike } from '#src/features/questions/alike-choices.ts';
import {
  changesBallot,
  isCorrectable,
  lockedFields,
  mayShowTo,
  type QuestionField,
} from '#src/features/questions/editable.ts';
import {
  cleanQuestion,
  type QuestionDraft,
  type QuestionErrors,
  type QuestionInput,
  questionErrors,
  takesSeveral,
} from '#src/features/questions/question-input.ts';
import {
  changeQuestion,
  createQuestion,
  ledgerTime,
  type Origin,
  replaceChoices,
} from '#src/features/questions/question-store.ts';
import { reliedOn } from '#src/features/questions/relied-on.ts';

/**
 * Input that cannot be taken: what is wrong by field, which fields can no longer change, and whether it would undo what
 * somebody else has changed meanwhile.
 */
export class QuestionRefused extends Error {
  override name = 'QuestionRefused';
  readonly errors: QuestionErrors;
  readonly locked: readonly QuestionField[];
  readonly outdated: boolean;

  constructor(errors: QuestionErrors, locked: readonly QuestionField[] = [], outdated = false) {
    super('The question cannot be taken.');
    this.errors = errors;
    this.locked = locked;
    this.outdated = outdated;
  }
}

/** A stored question as the input it came from. */
export function inputOf(question: QuestionModel, choices = question.choices ?? []): QuestionInput {
  const { text, description, kind, minChoices, maxChoices, policy, secret, results } = question;
  const { timeZone, opensAt, closesAt } = question;
  return {
    ...{ text, description, kind, minChoices, maxChoices, policy, secret, results },
    ...{ timeZone, opensAt, closesAt },
    choices: choices.map((choice) => choice.text),
  };
}

const digestOf = (input: QuestionInput) =>
  createHash('sha256').update(JSON.stringify(input)).digest('base64url');

/** Stands for what a question says now, so that a form can tell what its sender has seen of it. */
export const editionOf = (question: QuestionModel): string => digestOf(inputOf(question));

/** The fields that a change starts from. Those that follow from kind, policy or choices are reset where these change. */
function baseOf(stored: QuestionInput, changes: Partial<QuestionDraft>): QuestionDraft {
  const newKind = changes.kind !== undefined && changes.kind !== stored.kind;
  const wasAll = takesSeveral(stored.kind) && stored.maxChoices === stored.choices.length;
  const reset = newKind && (stored.kind === 'rating' || changes.kind === 'rating');
  return {
    ...stored,
    choices: reset ? [] : stored.choices,
    minChoices: newKind ? null : stored.minChoices,
    maxChoices: newKind || wasAll ? null : stored.maxChoices,
    secret: stored.secret || (changes.policy ?? stored.policy) !== 'account',
  };
}

const asText = (value: QuestionInput[QuestionField]) =>
  value instanceof Date ? `at ${value.getTime()}` : JSON.stringify(value);

const differs = (a: QuestionInput, b: QuestionInput) =>
  (Object.keys(a) as QuestionField[]).filter((field) => asText(a[field]) !== asText(b[field]));

/**
 * What is wrong with the fields that changed; the others were checked before. A new kind has the choices checked again, and a new
 * opening of a published question its closing time, which nothing checks later.
 */
function changeErrors(
  input: QuestionInput,
  changed: readonly QuestionField[],
  { now, published }: { now: Date; published: boolean },
): QuestionErrors {
  const errors = Object.entries(newQuestionErrors(input, now));
  const checked: string[] = [...changed];
  if (changed.includes('kind')) checked.push('choices');
  if (published && changed.includes('opensAt')) checked.push('closesAt');
  const ours = errors.filter(([field]) => checked.includes(field.replace('choiceRows', 'choices')));
  return Object.fromEntries(ours);
}

/** When a question that waits for its opening opens, where it is told to at `time`. */
const laterOf = (time: Date | null, now: Date) => (time && !(time <= now) ? time : now);

/** What is wrong with a new question. */
function newQuestionErrors(input: QuestionInput, now = databaseTime()): QuestionErrors {
  const errors = questionErrors(input);
  if (!errors.closesAt && input.closesAt && input.closesAt <= now) errors.closesAt = 'closesPast';
  return errors;
}

/**
 * Checks and stores a new draft. `alike` stands for the choices that are alike and meant so; without it nobody is asked.
 * @throws {QuestionRefused}, and what `createQuestion` throws
 */
export async function draftQuestion(
  database: Database,
  draft: QuestionDraft,
  actor: Actor | null,
  { alike, ...origin }: Origin & { alike?: string | undefined } = {},
) {
  const input = cleanQuestion(draft);
  const errors = orAlike(newQuestionErrors(input), input, alike);
  if (Object.keys(errors).length > 0) throw new QuestionRefused(errors);
  return createQuestion(database, input, actor, origin);
}

/**
 * Changes the fields that are given. `lockedFields` and `mayShowTo` say what a published question keeps; they are checked while no
 * vote can come in. Before its first vote it can be corrected: its choices then get new ids, so that the ledger refuses votes
 * for the earlier ones. `seen` is the edition that a form with all fields was filled in for; `alike` is that of `draftQuestion`.
 * @throws {QuestionRefused}
 */
export function editQuestion(
  database: Database,
  slug: string,
  changes: Partial<QuestionDraft>,
  actor: Actor | null = null,
  { seen, alike }: { seen?: string | undefined; alike?: string | undefined } = {},
) {
  return changeQuestion(database, slug, { event: 'edited', actor }, async (question, transaction) => {
    const choices = await question.getChoices({ order: [['position', 'ASC']], transaction });
    const stored = inputOf(question, choices);
    const input = cleanQuestion({ ...baseOf(stored, changes), ...changes });
    const changed = differs(stored, input);
    const now = await ledgerTime(database, transaction);
    const relied = await reliedOn(database, question.id, transaction);
    const locked = lockedFields(question, relied, now).filter((field) => changed.includes(field));
    if (locked.length > 0) throw new QuestionRefused({}, locked);
    const published = question.state !== 'draft';
    if (published && changed.includes('opensAt')) input.opensAt = laterOf(input.opensAt, now);
    const wrong = changeErrors(input, changed, { now, published });
    const errors = changed.includes('choices') ? orAlike(wrong, input, alike) : wrong;
    if (!mayShowTo(stored.results, input.results, relied.votes)) errors.results = 'resultsNarrowed';
    if (Object.keys(errors).length > 0) throw new QuestionRefused(errors);
    if (changed.length === 0) return undefined;
    if (seen !== undefined && seen !== digestOf(stored)) throw new QuestionRefused({}, [], true);
    const { choices: texts, ...fields } = input;
    const corrects = isCorrectable(question, relied, now) && changesBallot(changed);
    const choicesFrom =
      corrects || changed.includes('choices')
        ? await replaceChoices(database, question.id, texts, transaction)
        : question.choicesFrom;
    await question.update({ ...fields, choicesFrom }, { transaction });
    return { action: corrects ? 'question.corrected' : 'question.edited', details: { fields: changed } };
  });
}

/** A draft with everything of the question but its times, which belongs to the actor. */
export async function duplicateQuestion(database: Database, question: QuestionModel, actor: Actor | null) {
  const input = { ...inputOf(question), opensAt: null, closesAt: null };
  return createQuestion(database, input, actor, { original: question });
}

/** Puts a question away: it is no longer listed, but its address works and votes are taken as before. */
export function archiveQuestion(database: Database, slug: string, actor: Actor | null) {
  return changeQuestion(database, slug, { event: 'archived', actor }, async (question, transaction) => {
    if (question.archivedAt) return undefined;
    await question.update({ archivedAt: new Date() }, { transaction });
    return { action: 'question.archived' };
  });
}

/** Puts a question back into the lists. */
export function unarchiveQuestion(database: Database, slug: string, actor: Actor | null) {
  return changeQuestion(database, slug, { event: 'archived', actor }, async (question, transaction) => {
    if (!question.archivedAt) return undefined;
    await question.update({ archivedAt: null }, { transaction });
    return { action: 'question.unarchived' };
  });
}
