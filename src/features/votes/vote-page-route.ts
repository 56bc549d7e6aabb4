import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '#src/database/database.ts';
import { findPublished, noSuchQuestion } from '#src/features/questions/find-published.ts';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { ballotPage } from '#src/features/votes/ballot-page.ts';
import type { VoteOutcome } from '#src/features/votes/cast-vote.ts';
import {
  credentialOfForm,
  heldCredential,
  holdCredentialOfForm,
  keepCredential,
} from '#src/features/votes/credential-cookie.ts';
import { countFailedVotes } from '#src/features/votes/failed-votes.ts';
import { isChangeable } from '#src/features/votes/is-changeable.ts';
import {
  type BallotForm,
  type BallotFormBody,
  readBallotForm,
} from '#src/features/votes/read-ballot-form.ts';
import { seesResults } from '#src/features/votes/sees-results.ts';
import { giveReceipt, takeBackReceipt } from '#src/features/votes/vote-receipt.ts';
import {
  castFromRequest,
  refuseWhenFull,
  VOTE_BODY_LIMIT,
  type VoteParts,
} from '#src/features/votes/vote-request.ts';
import { visitOf } from '#src/features/votes/voter-visit.ts';
import { type Static, Type } from '#src/schema/type.ts';
import { type Messages, t } from '#src/ui/messages/messages.ts';
import { paths } from '#src/ui/paths.ts';

type Words = Messages['question'];

const Body = Type.Object({
  ballot: Type.String({ minLength: 1, maxLength: 255 }),
  credential: Type.Optional(Type.String({ maxLength: 255 })),
  invitation: Type.Optional(Type.String({ maxLength: 255 })),
  account: Type.Optional(Type.String({ maxLength: 255 })),
});

/** A form that was sent, and what it was sent for. */
interface Sent {
  request: FastifyRequest;
  reply: FastifyReply;
  question: PublishedQuestion;
  body: Static<typeof Body>;
  form: BallotForm;
}

/** What stood against a ballot, in words that go beside its fields; the status of the answer. */
interface Refusal {
  status: number;
  choices?: ((words: Words) => string) | undefined;
  code?: ((words: Words) => string) | undefined;
  late?: boolean;
}

/** Whether the form was shown to an account that has given way to another since, as at a computer that people share. */
const isOfAnother = (
  { identity }: FastifyRequest,
  { policy }: PublishedQuestion,
  { account }: Sent['body'],
) => policy === 'account' && identity !== undefined && account !== undefined && account !== identity.name;

function missing({ request, question, body, form }: Sent): Refusal | undefined {
  const noCode = question.policy === 'credential' && !body.credential?.trim() && !heldCredential(request);
  if (!form.error && !noCode) return undefined;
  return { status: 422, choices: form.error, code: noCode ? (words) => words.codeMissing : undefined };
}

/** Why a ballot that could be read was not counted, where its page says so. */
function refusalOf(outcome: VoteOutcome, question: PublishedQuestion): Refusal | undefined {
  const changeable = isChangeable(question);
  switch (outcome) {
    case 'closed':
      return { status: 409, late: true };
    case 'unentitled':
      return question.policy === 'credential'
        ? { status: 403, code: (words) => words.codeWrong }
        : { status: 401, choices: (words) => words.loggedOut };
    case 'invalid':
      return { status: 422, choices: (words) => words.corrected };
    case 'duplicate':
      return changeable ? { status: 409, choices: (words) => words.sameMoment } : undefined;
    case 'conflict':
      return changeable || question.policy === 'open'
        ? { status: 409, choices: (words) => words.sentBefore }
        : undefined;
    default:
      return undefined;
  }
}

/** The ballot form: takes a vote and goes on to the results, or shows the question again with what was wrong. */
export const votePageRoute: FastifyPluginAsyncTypebox<
  VoteParts & { catalogue: QuestionCatalogue; database: Database }
> = async (app, { catalogue, database, ...parts }) => {
  const { voters } = parts;
  countFailedVotes(app);

  async function showAgain({ request, reply, question, body, form }: Sent, refusal: Refusal) {
    const visitor = { request, reply, question };
    const visit = await visitOf({ sequelize: database.sequelize, voters }, visitor);
    return reply.page((context) => {
      const words = t(context.locale).question;
      return ballotPage(context, question, {
        // A form that was taken before needs a new ballot; any other keeps its own, so that a retry counts once.
        ballot: refusal.status === 409 ? randomUUID() : body.ballot,
        standing: visit.standing === 'loggedOut' ? 'voting' : visit.standing,
        seesResults: seesResults(request, question, visit.standing),
        asksForCode: visit.asksForCode || Boolean(refusal.code),
        code: body.credential,
        invitation: credentialOfForm(request),
        answer: form.answer,
        late: refusal.late,
        errors: { choices: refusal.choices?.(words), code: refusal.code?.(words) },
      });
    }, refusal.status);
  }

  async function readSent(slug: string, body: BallotFormBody) {
    const question = await findPublished(catalogue, slug);
    return { question, form: readBallotForm(question, body) };
  }

  /** The same by the question as it is in the database: it may have been corrected a moment ago. */
  async function readAnew(slug: string, body: BallotFormBody) {
    await catalogue.forgetOutdated(slug);
    return readSent(slug, body);
  }

  function keepCode({ reply, question, body }: Sent) {
    const { id, slug, policy } = question;
    if (policy !== 'credential' || !body.credential?.trim()) return;
    keepCredential(reply, slug, voters.credentialKey(id, body.credential));
  }

  app.post(
    '/questions/:slug/votes',
    {
      preHandler: app.csrfProtection,
      bodyLimit: VOTE_BODY_LIMIT,
      config: { unlimited: true, refuse: refuseWhenFull(parts, catalogue) },
      schema: { hide: true, params: Type.Object({ slug: Type.String() }), body: Body },
    },
    async (request, reply) => {
      const { body } = request;
      const read = await readSent(request.params.slug, body as BallotFormBody);
      const { question, form } = read.form.outdated
        ? await readAnew(request.params.slug, body as BallotFormBody)
        : read;
      if (question.policy === 'credential')
        holdCredentialOfForm(request, reply, { slug: question.slug, value: body.invitation });
      if (isOfAnother(request, question, body))
        return reply.after(paths.question(question.slug), 'otherAccount');
      const sent = { request, reply, question, body, form };
      const incomplete = missing(sent);
      if (incomplete) return showAgain(sent, incomplete);
      const { outcome, receipt } = await castFromRequest(parts, {
        request,
        reply,
        question,
        choices: form.choices,
        key: body.ballot,
        credential: body.credential?.trim(),
      });
      takeBackReceipt(reply, question.slug);
      if (outcome === 'unknown') throw noSuchQuestion();
      const refusal = refusalOf(outcome, question);
      if (outcome === 'invalid' && refusal)
        return showAgain({ ...sent, ...(await readAnew(question.slug, body as BallotFormBody)) }, refusal);
      if (refusal) return showAgain(sent, refusal);
      keepCode(sent);
      if (outcome === 'duplicate' || outcome === 'conflict') {
        return question.policy === 'credential'
          ? reply.after(paths.question(question.slug))
          : reply.after(paths.results(question.slug), 'alreadyVoted');
      }
      giveReceipt(request, reply, question.slug, receipt);
      return reply.after(paths.results(question.slug), outcome === 'changed' ? 'answerChanged' : undefined);
    },
  );
};
