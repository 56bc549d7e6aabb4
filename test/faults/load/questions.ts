import type { QuestionKind, QuestionPolicy } from '#src/database/models/question.ts';
import type { Organiser } from '../../pipeline/rig/organiser.ts';
import type { Random } from '../random.ts';

/** A question that is voted on, in one of all combinations of kind, policy and secrecy. */
export interface Asked {
  slug: string;
  kind: QuestionKind;
  policy: QuestionPolicy;
  changeable: boolean;
  choices: { id: number; text: string }[];
  maxChoices: number;
  /** Codes of invitations, where it takes them. */
  credentials: string[];
}

const kinds = ['single', 'multiple', 'rating', 'ranked'] as const;
const policies = ['open', 'browser', 'account', 'credential'] as const;
const TEXTS = ['Tea', 'Coffee', 'Water; "still"', '=1+1'];

const combinations = kinds.flatMap((kind) => [
  ...policies.map((policy) => ({ kind, policy, secret: true })),
  { kind, policy: 'account' as const, secret: false },
]);

interface Published {
  slug: string;
  max_choices: number;
  choices: { id: number; text: string }[];
}

interface Combination {
  kind: QuestionKind;
  policy: QuestionPolicy;
  secret: boolean;
}

async function publish(
  organiser: Organiser,
  { kind, policy, secret }: Combination,
  voters: number,
): Promise<Asked> {
  const { slug } = await organiser.send<{ slug: string }>('POST', '/questions', {
    text: `${kind} ${policy} ${secret ? 'secret' : 'changeable'}`,
    kind,
    policy,
    secret,
    ...(kind !== 'rating' && { choices: TEXTS }),
  });
  const question = await organiser.send<Published>('POST', `/questions/${slug}/publish`);
  const { credentials } =
    policy === 'credential'
      ? await organiser.send<{ credentials: { code: string }[] }>('POST', `/questions/${slug}/credentials`, {
          count: voters,
        })
      : { credentials: [] };
  return {
    slug,
    kind,
    policy,
    changeable: !secret,
    choices: question.choices,
    maxChoices: question.max_choices,
    credentials: credentials.map(({ code }) => code),
  };
}

/** Publishes a question of every combination, with as many invitations as there may be voters. */
export function publishAll(organiser: Organiser, voters: number): Promise<Asked[]> {
  return Promise.all(combinations.map((combination) => publish(organiser, combination, voters)));
}

/** Publishes one that tells browsers apart. */
export function publishForBrowsers(organiser: Organiser): Promise<Asked> {
  return publish(organiser, { kind: 'single', policy: 'browser', secret: true }, 0);
}

/** Choices that the question takes, in the order in which the ledger keeps them. */
export function chooseFor({ kind, choices, maxChoices }: Asked, random: Random): number[] {
  const ids = choices.map(({ id }) => id);
  const some = random.shuffled(ids).slice(0, random.between(1, maxChoices));
  return kind === 'ranked' ? some : some.sort((a, b) => a - b);
}
