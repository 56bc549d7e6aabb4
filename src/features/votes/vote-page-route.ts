import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { findPublished } from '#src/features/questions/find-published.ts';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { ballotPage } from '#src/features/questions/show-question.ts';
import { countFailedVotes } from '#src/features/votes/failed-votes.ts';
import { giveReceipt } from '#src/features/votes/vote-receipt.ts';
import { castFromRequest, type VoteParts } from '#src/features/votes/vote-request.ts';
import { t } from '#src/ui/messages/messages.ts';
import { paths } from '#src/ui/paths.ts';

/** The ballot form: takes a vote and goes on to the results, or shows the form again with what was wrong. */
export const votePageRoute: FastifyPluginAsyncTypebox<VoteParts & { catalogue: QuestionCatalogue }> = async (
  app,
  { catalogue, ...parts },
) => {
  countFailedVotes(app);
  app.post(
    '/questions/:slug/votes',
    {
      preHandler: app.csrfProtection,
      schema: {
        hide: true,
        params: Type.Object({ slug: Type.String() }),
        body: Type.Object({
          choices: Type.Optional(Type.String({ maxLength: 20 })),
          ballot: Type.String({ minLength: 1, maxLength: 255 }),
        }),
      },
    },
    async (request, reply) => {
      const question = await findPublished(catalogue, request.params.slug);
      const { choices: choice, ballot: key } = request.body;
      const chosen = question.choices.find(({ id }) => String(id) === choice);
      const showAgain = (error: 'nothingSelected' | 'unknownChoice') =>
        reply.page((context) => {
          const page = {
            question,
            ballot: key,
            alreadyVoted: false,
            error: t(context.locale).question[error],
          };
          return ballotPage(context, page);
        }, 422);
      if (!choice) return showAgain('nothingSelected');
      if (!chosen) return showAgain('unknownChoice');
      const { outcome } = await castFromRequest(parts, {
        request,
        reply,
        question,
        choices: [chosen.id],
        key,
      });
      if (outcome === 'closed') return reply.after(paths.question(question.slug));
      if (outcome === 'duplicate') return reply.after(paths.results(question.slug), 'alreadyVoted');
      if (outcome === 'invalid' || outcome === 'conflict') return showAgain('unknownChoice');
      giveReceipt(request, reply, question.slug);
      return reply.after(paths.results(question.slug));
    },
  );
};
