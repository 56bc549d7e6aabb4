import { type QuestionInput, questionDefaults, RATINGS } from '#src/features/questions/question-input.ts';

/** A question of the demo, as it is asked and as it was answered. */
export interface DemoQuestion extends QuestionInput {
  /** Days from now until voting opens, below zero where it has opened; a question without is a draft. */
  opens?: number;
  /** Days from now until voting ends, below zero where it has ended. */
  closes?: number;
  /** Ballots by the places of their choices, and how often each was cast. */
  answers: readonly (readonly [places: readonly number[], times: number])[];
  /** Names of those who like the question, and of those who do not. */
  likes: readonly string[];
  dislikes: readonly string[];
  /** One-time invitations, where the question takes votes by them. */
  invitations?: number;
}

const asked = ({
  text,
  choices,
  ...rest
}: Pick<QuestionInput, 'text' | 'choices'> & Partial<DemoQuestion>): DemoQuestion => ({
  ...questionDefaults,
  answers: [],
  likes: [],
  dislikes: [],
  text,
  choices,
  ...rest,
});

/** Every kind, policy, audience of results and standing, the oldest first. */
export const demoQuestions: readonly DemoQuestion[] = [
  asked({
    text: 'Which logo should the association adopt?',
    description: 'The drafts hang in the entrance hall.',
    choices: ['The oak leaf', 'The bridge', 'The open door', 'Keep the old one'],
    kind: 'ranked',
    maxChoices: 4,
    policy: 'browser',
    opens: -14,
    closes: -3,
    answers: [
      [[0, 2, 1], 31],
      [[1, 2], 28],
      [[2, 1, 0, 3], 19],
      [[3, 0], 12],
      [[3], 9],
    ],
    likes: ['user_1'],
  }),
  asked({
    text: 'Do we renew the lease for another three years?',
    description: 'Members vote with the invitation in their letter. The rent would rise by four per cent.',
    choices: ['Yes, renew it', 'No, look for other rooms', 'I abstain'],
    policy: 'credential',
    results: 'closed',
    timeZone: 'Europe/Berlin',
    opens: -13,
    closes: -2,
    invitations: 80,
    answers: [
      [[0], 37],
      [[1], 16],
      [[2], 5],
    ],
  }),
  asked({
    text: 'How was the summer party?',
    description: '',
    choices: [...RATINGS],
    kind: 'rating',
    policy: 'browser',
    opens: -12,
    answers: [
      [[0], 2],
      [[1], 5],
      [[2], 14],
      [[3], 46],
      [[4], 51],
    ],
    likes: ['user_1', 'user_2'],
  }),
  asked({
    text: 'What should we plant in the courtyard?',
    description: 'The beds get sun until three in the afternoon. Choose up to two.',
    choices: ['A cherry tree', 'Lavender and sage', 'Vegetables to share', 'Leave it as a meadow'],
    kind: 'multiple',
    maxChoices: 2,
    opens: -11,
    answers: [
      [[0, 1], 44],
      [[1], 21],
      [[1, 2], 38],
      [[2], 17],
      [[3], 23],
    ],
    likes: ['user_1', 'user_2', 'organiser'],
  }),
  asked({
    text: 'Which topics should the newsletter cover?',
    description: 'You can change your answer until voting ends.',
    choices: ['News of the neighbourhood', 'Council decisions', 'Recipes', 'Portraits of members'],
    kind: 'multiple',
    minChoices: 1,
    maxChoices: 3,
    policy: 'account',
    secret: false,
    opens: -10,
    closes: 12,
    answers: [
      [[0, 3], 18],
      [[0, 1], 14],
      [[1], 6],
      [[2, 3], 9],
    ],
    likes: ['user_2'],
  }),
  asked({
    text: '¿Qué película vemos el viernes?',
    description: 'A las nueve, en la sala grande.',
    choices: ['Una comedia', 'Ciencia ficción', 'Un documental'],
    timeZone: 'Europe/Madrid',
    opens: -9,
    answers: [
      [[0], 52],
      [[1], 47],
      [[2], 13],
    ],
    dislikes: ['user_1'],
  }),
  asked({
    text: 'Where should the annual meeting take place?',
    description: 'Rank as many as you like. All four are free on the date.',
    choices: ['Town hall', 'The old brewery', 'School gym', 'Online'],
    kind: 'ranked',
    maxChoices: 4,
    policy: 'browser',
    opens: -8,
    closes: 6,
    timeZone: 'Europe/London',
    answers: [
      [[0, 1, 2], 35],
      [[1, 0], 29],
      [[2, 0, 1], 11],
      [[3, 1], 18],
      [[3], 7],
    ],
    likes: ['user_1'],
  }),
  asked({
    text: 'How well does the new meal plan suit you?',
    description: '1 is not at all, 5 is very well. Results show once you have answered.',
    choices: [...RATINGS],
    kind: 'rating',
    policy: 'account',
    results: 'voted',
    opens: -7,
    answers: [
      [[0], 8],
      [[1], 15],
      [[2], 21],
      [[3], 12],
      [[4], 6],
    ],
    dislikes: ['user_2'],
  }),
  asked({
    text: 'Should the library open on Sundays?',
    description: 'The budget covers either Sundays or longer evenings, not both.',
    choices: ['Yes, on Sundays', 'No, longer evenings instead'],
    policy: 'browser',
    opens: -6,
    answers: [
      [[0], 73],
      [[1], 58],
    ],
    likes: ['organiser'],
    dislikes: ['user_2'],
  }),
  asked({
    text: 'Who should speak for the residents next year?',
    description: 'One invitation for each flat. The result is read out at the meeting.',
    choices: ['Ms Amari', 'Mr Lindqvist', 'Ms Okafor'],
    kind: 'ranked',
    maxChoices: 3,
    policy: 'credential',
    results: 'organisers',
    opens: -5,
    closes: 4,
    invitations: 60,
    answers: [
      [[0, 2], 14],
      [[1, 0, 2], 11],
      [[2, 0], 9],
    ],
  }),
  asked({
    text: 'Which day suits the team retrospective?',
    description: 'One hour, in the large meeting room and on video.',
    choices: ['Tuesday', 'Wednesday', 'Thursday'],
    opens: -3,
    answers: [
      [[0], 19],
      [[1], 34],
      [[2], 22],
    ],
  }),
  asked({
    text: 'Where do we go on the autumn trip?',
    description: 'The coach takes fifty people and is back by ten in the evening.',
    choices: ['The coast', 'The castle', 'The botanical garden'],
    policy: 'account',
    opens: 3,
    closes: 17,
  }),
  asked({
    text: 'How many days a week would you like to work from home?',
    choices: ['None', 'One', 'Two', 'Three or more'],
    policy: 'account',
    results: 'closed',
  }),
];
