import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import type { Answer } from '#src/features/votes/pages/ballot-fields.ts';
import { isPlaceField, placeField } from '#src/features/votes/pages/ranking-rows.ts';
import type { Messages } from '#src/ui/messages/messages.ts';

type Words = Messages['question'];

/** A ballot as a form brought it: choices where they can be cast, else what was wrong; and what was selected, to show again. */
export interface BallotForm {
  choices: number[];
  answer: Answer;
  error?: (words: Words) => string;
  /** Whether it was made for other choices than the question has: it was corrected meanwhile. */
  outdated?: boolean;
}

/** The fields of a ballot as a browser sends them: one field comes as a text, several of one name as a list. */
export type BallotFormBody = Readonly<Record<string, unknown>>;

const textsOf = (field: unknown): string[] =>
  [field].flat().filter((value): value is string => typeof value === 'string' && value !== '');

/** What is wrong with the number of choices, in words that fit the kind. */
function countError(
  { kind, minChoices, maxChoices }: PublishedQuestion,
  chosen: number,
): BallotForm['error'] {
  if (chosen === 0) {
    return (words) =>
      ({
        single: words.nothingSelected,
        multiple: words.nothingSelected,
        rating: words.nothingRated,
        ranked: words.nothingRanked,
      })[kind];
  }
  if (chosen < minChoices) return (words) => words.tooFew(minChoices, chosen);
  return chosen > maxChoices ? (words) => words.tooMany(maxChoices, chosen) : undefined;
}

/** Of an answer to something else nothing is kept: it is to be given anew. */
const outdated: BallotForm = {
  choices: [],
  answer: { chosen: [], places: {} },
  error: (words) => words.corrected,
  outdated: true,
};

function readChosen(question: PublishedQuestion, body: BallotFormBody): BallotForm {
  const chosen = textsOf(body.choices);
  const ids = new Set(question.choices.map(({ id }) => String(id)));
  if (chosen.some((text) => !ids.has(text))) return outdated;
  const choices = [...new Set(chosen)].map(Number);
  const error = countError(question, choices.length);
  return { choices, answer: { chosen, places: {} }, ...(error && { error }) };
}

/** Places need not be without gaps: only their order counts. */
function readPlaces(question: PublishedQuestion, body: BallotFormBody): BallotForm {
  const fields = question.choices.map(({ id }) => placeField(String(id)));
  if (Object.keys(body).some((name) => isPlaceField(name) && !fields.includes(name))) return outdated;
  const placed = question.choices.flatMap(({ id }) => {
    const [text = ''] = textsOf(body[placeField(String(id))]);
    return /^[1-9]\d?$/.test(text) ? [{ id, place: Number(text) }] : [];
  });
  const places = Object.fromEntries(placed.map(({ id, place }) => [String(id), String(place)]));
  const choices = placed.toSorted((a, b) => a.place - b.place).map(({ id }) => id);
  const twice = placed.find(({ place }, index) =>
    placed.slice(0, index).some((other) => other.place === place),
  );
  const error = twice
    ? (words: Words) => words.placeTwice(words.place(twice.place))
    : countError(question, choices.length);
  return { choices, answer: { chosen: [], places }, ...(error && { error }) };
}

/** Reads the ballot out of a form that was sent. */
export function readBallotForm(question: PublishedQuestion, body: BallotFormBody): BallotForm {
  return question.kind === 'ranked' ? readPlaces(question, body) : readChosen(question, body);
}
