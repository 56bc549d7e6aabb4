import type {
  QuestionKind,
  QuestionPolicy,
  QuestionState,
  ResultsAudience,
} from '#src/database/models/question.ts';

/** What stays the same for every visitor of a question; its tally is elsewhere. */
export interface PublishedQuestion {
  id: number;
  slug: string;
  text: string;
  description: string;
  kind: QuestionKind;
  policy: QuestionPolicy;
  minChoices: number;
  maxChoices: number;
  secret: boolean;
  results: ResultsAudience;
  timeZone: string;
  state: QuestionState;
  opensAt: Date | null;
  closesAt: Date | null;
  authorId: number | null;
  /** Changes whenever the question is corrected, as its choices get new ids: the first of them. */
  choicesFrom: number;
  choices: readonly { id: number; text: string }[];
}
