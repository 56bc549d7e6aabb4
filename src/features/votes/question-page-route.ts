import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database } from '#src/database/database.ts';
import { SharedReads } from '#src/database/shared-reads.ts';
import { findPublished } from '#src/features/questions/find-published.ts';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import { type Reactions, reactionsTo } from '#src/features/ranking/reaction-store.ts';
import { ballotPage } from '#src/features/votes/ballot-page.ts';
import { credentialOfForm, dropCredential, keepCredential } from '#src/features/votes/credential-cookie.ts';
import { seesResults } from '#src/features/votes/sees-results.ts';
import type { Voters } from '#src/features/votes/voter.ts';
import { visitOf } from '#src/features/votes/voter-visit.ts';
import { Type } from '#src/schema/type.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

interface Parts {
  database: Database;
  catalogue: QuestionCatalogue;
  voters: Voters;
}

/**
 * The page of a question. The link of an invitation leads to it with the code in its address: that goes into a cookie
 * at once and the browser on to the address without it, which can be shown, shared and sent as a referrer.
 */
export const questionPageRoute: FastifyPluginAsyncTypebox<Parts> = async (app, parts) => {
  const { database, catalogue, voters } = parts;
  const counts = new SharedReads<Reactions>();
  app.get(
    '/questions/:slug',
    {
      schema: {
        hide: true,
        params: Type.Object({ slug: Type.String() }),
        querystring: Type.Object({ credential: Type.Optional(Type.String({ maxLength: 255 })) }),
      },
    },
    async (request, reply) => {
      const question = await findPublished(catalogue, request.params.slug);
      const { id, slug, policy } = question;
      const code = request.query.credential?.trim();
      if (code !== undefined) {
        if (code && policy === 'credential') keepCredential(reply, slug, voters.credentialKey(id, code));
        else dropCredential(reply, slug);
        return reply.redirect(paths.question(slug), 303);
      }
      const { sequelize } = database;
      const { wrongCode, ...visit } = await visitOf({ sequelize, voters }, { request, reply, question });
      const accountId = request.identity?.accountId;
      const read = () => reactionsTo(sequelize, id, accountId);
      // To all who are not logged in they are the same.
      const reactions = await (accountId === undefined ? counts.read(id, read) : read());
      const sees = seesResults(request, question, visit.standing);
      const invitation = policy === 'credential' ? credentialOfForm(request) : undefined;
      const render = (context: PageContext) => {
        const errors = wrongCode ? { code: t(context.locale).question.codeWrong } : undefined;
        return ballotPage(context, question, {
          ballot: context.newBallot,
          ...visit,
          invitation,
          seesResults: sees,
          reactions,
          errors,
        });
      };
      reply.header('question-status', questionStatus(question));
      reply.header('question-edition', question.choicesFrom);
      const as = `${questionStatus(question)} ${visit.standing} ${visit.asksForCode} ${wrongCode} ${sees}`;
      return reply.page(
        render,
        200,
        visit.answer || invitation ? undefined : { from: [reactions, question], as },
      );
    },
  );
};
