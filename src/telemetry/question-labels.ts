/** Questions that get series of their own; the votes of the next ones count under `other`, so that totals stay right. */
export const questionCap = 5_000;

/** What the `question.id` and `question` attributes are made of. */
export interface QuestionRef {
  id: string | number;
  slug: string;
}

/** Id and slug that the questions past the cap share. */
export const OTHER_QUESTION = 'other';

const otherLabels = { 'question.id': OTHER_QUESTION, question: OTHER_QUESTION };
const labels = new Map<string, typeof otherLabels>();
const dropped = new Set<string>();
const refused = new Set<string>();

/**
 * The `question.id` of a question that refused a vote, or `other`. Questions that count no votes have a cap of their own, as high as
 * the other: votes on closed questions take no series from the open ones.
 */
export function refusedIdLabel(id: string | number): string {
  const key = String(id);
  if (labels.has(key) || refused.has(key)) return key;
  if (refused.size >= questionCap) return OTHER_QUESTION;
  refused.add(key);
  return key;
}

/** The attributes of a question, the same object every time, or those of `other` past the cap. */
export function questionLabels(question: QuestionRef): typeof otherLabels {
  const key = String(question.id);
  let found = labels.get(key);
  if (found) return found;
  if (labels.size >= questionCap) {
    dropped.add(key);
    return otherLabels;
  }
  found = ownLabels(question);
  labels.set(key, found);
  return found;
}

const ownLabels = ({ id, slug }: QuestionRef) => ({ 'question.id': String(id), question: slug });

/**
 * The attributes of questions in the ledger: first those that this process counts, as it counts them, then as many others as there
 * is room for, in their order. The rest is left out: most questions of an old ledger are closed for good, and must not use up
 * the series of those that are voted on.
 */
export function ledgerLabels<Q extends QuestionRef>(questions: readonly Q[]): Map<Q, typeof otherLabels> {
  const isCounted = ({ id }: Q) => labels.has(String(id)) || dropped.has(String(id));
  let room = questionCap - questions.filter(isCounted).length;
  const told = questions.filter((question) => isCounted(question) || room-- > 0);
  return new Map(
    told.map((question) => [question, isCounted(question) ? questionLabels(question) : ownLabels(question)]),
  );
}

/** Questions that were past the cap so far. */
export function questionsDropped(): number {
  return dropped.size;
}
