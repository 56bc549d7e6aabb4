/** Questions that get series of their own; the next ones share `other`, so that totals stay right. */
export const questionCap = 5_000;

/** What the `question.id` and `question` attributes are made of. */
export interface QuestionRef {
  id: string | number;
  slug: string;
}

/** Id and slug that the questions past the cap share. */
export const OTHER_QUESTION = 'other';

const otherLabels = { 'question.id': OTHER_QUESTION, question: OTHER_QUESTION };
const admitted = new Set<string>();
const dropped = new Set<string>();
const labels = new Map<string, typeof otherLabels>();

/** The `question.id` of a question, or `other` past the cap. */
export function questionIdLabel(id: string | number): string {
  const key = String(id);
  if (admitted.has(key)) return key;
  if (admitted.size >= questionCap) {
    dropped.add(key);
    return OTHER_QUESTION;
  }
  admitted.add(key);
  return key;
}

/** The attributes of a question, the same object every time, or those of `other` past the cap. */
export function questionLabels({ id, slug }: QuestionRef): typeof otherLabels {
  const key = questionIdLabel(id);
  if (key === OTHER_QUESTION) return otherLabels;
  let found = labels.get(key);
  if (!found) {
    found = { 'question.id': key, question: slug };
    labels.set(key, found);
  }
  return found;
}

/** Questions that were past the cap so far. */
export function questionsDropped(): number {
  return dropped.size;
}
