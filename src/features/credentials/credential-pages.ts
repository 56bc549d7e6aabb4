import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Config } from '#src/config/settings.ts';
import type { Database } from '#src/database/database.ts';
import type { QuestionModel } from '#src/database/models/question.ts';
import { identityOf } from '#src/features/accounts/sessions.ts';
import { type Invitation, invitation, invitationsAsCsv } from '#src/features/credentials/credential-link.ts';
import {
  countCredentials,
  MOST_AT_A_TIME,
  makeCredentials,
  replaceCredential,
  revokeCredentials,
} from '#src/features/credentials/credential-store.ts';
import { type CredentialsPage, credentialsPage } from '#src/features/credentials/pages/credentials-page.ts';
import { drawTickets, printSheet } from '#src/features/credentials/pages/print-sheet.ts';
import { revokePage } from '#src/features/credentials/pages/revoke-page.ts';
import { ownQuestion } from '#src/features/questions/own-question.ts';
import { orProblem } from '#src/features/questions/question-problem.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import { QuestionStateError } from '#src/features/questions/question-store.ts';
import type { Voters } from '#src/features/votes/voter.ts';
import { FormKey } from '#src/plugins/form-key.ts';
import { localeOf } from '#src/plugins/locale-of.ts';
import { originOf } from '#src/plugins/origin-of.ts';
import { Type } from '#src/schema/type.ts';
import { formatCount } from '#src/ui/format.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale, PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** How many invitations are made at a time, in a file or as tickets on one sheet to print. */
const MOST = { csv: MOST_AT_A_TIME, sheet: 500 };
type Medium = keyof typeof MOST;

/** Refusals that concern how many are asked for, and the code that was typed. */
const ABOUT_COUNT: ReadonlySet<string> = new Set(['credentialsMeanwhile']);
const ABOUT_OLD: ReadonlySet<string> = new Set(['credentialUnknown', 'credentialUsed']);
const params = Type.Object({ slug: Type.String() });

function refusalOf(question: QuestionModel): 'notYet' | 'closed' | undefined {
  if (question.policy !== 'credential') return 'notYet';
  return questionStatus(question) === 'closed' ? 'closed' : undefined;
}

/** What is wrong with a number of invitations that cannot be made: a sheet holds fewer than a file. */
function countError(count: number, medium: Medium, locale: Locale): string {
  const { errors } = t(locale).credentials;
  const isOnlyTooManyToPrint = medium === 'sheet' && count > MOST.sheet && count <= MOST.csv;
  return isOnlyTooManyToPrint
    ? errors.sheet(formatCount(MOST.sheet, locale))
    : errors.count(formatCount(MOST.csv, locale));
}

/** What came of it, or a refusal that is told beside its field. @throws a problem for other refusals. */
const orReason = <T>(work: Promise<T>, told: ReadonlySet<string>): Promise<T | QuestionStateError> =>
  work.catch((error: unknown) => {
    if (error instanceof QuestionStateError && told.has(error.reason)) return error;
    return orProblem(Promise.reject(error));
  });

/** The organiser's pages about one-time credentials; what a form makes is in its answer and nowhere else. */
export const credentialPages: FastifyPluginAsyncTypebox<{
  config: Config;
  database: Database;
  voters: Voters;
}> = async (app, { config, database, voters }) => {
  const forForms = [app.requireOrganiser, app.csrfProtection];

  async function pageOf(question: QuestionModel) {
    const counts = await countCredentials(database, question.id);
    const limits = { most: MOST.csv, mostOnSheet: MOST.sheet };
    return (context: PageContext, typed: Partial<CredentialsPage> = {}) =>
      credentialsPage(context, {
        question,
        counts,
        refusal: refusalOf(question),
        ...limits,
        count: '',
        old: '',
        ...typed,
      });
  }

  app.get(
    '/organise/questions/:slug/credentials',
    { preValidation: app.requireOrganiser, schema: { hide: true, params } },
    async (request, reply) => {
      const show = await pageOf(await ownQuestion(database, request));
      return reply.page((context) => show(context));
    },
  );

  app.post(
    '/organise/questions/:slug/credentials',
    {
      preValidation: forForms,
      schema: {
        hide: true,
        params,
        body: Type.Object({
          count: Type.String({ maxLength: 20 }),
          seen: Type.Optional(Type.String({ pattern: '^\\d{1,6}$' })),
          form: Type.Optional(FormKey),
          as: Type.Enum(['csv', 'sheet']),
        }),
      },
    },
    async (request, reply) => {
      const question = await ownQuestion(database, request);
      const { count: typed, seen, form, as } = request.body;
      const count = /^\s*\d{1,6}\s*$/.test(typed) ? Number(typed) : 0;
      if (count < 1 || count > MOST[as]) {
        const show = await pageOf(question);
        return reply.page((context) => {
          const error = countError(count, as, context.locale);
          return show(context, { count: typed, error });
        }, 422);
      }
      const { slug } = question;
      const actor = identityOf(request);
      const made = makeCredentials(
        { database, voters },
        {
          slug,
          count,
          seen: seen === undefined ? undefined : Number(seen),
          // After a download the page stays: who presses again may mean more.
          form: as === 'sheet' ? form : undefined,
          actor,
        },
      );
      const codes = await orReason(made, ABOUT_COUNT);
      if (codes instanceof QuestionStateError) {
        const show = await pageOf(question);
        return reply.page((context) => {
          const error = t(context.locale).questionRefusals[codes.reason];
          return show(context, { count: typed, error });
        }, 409);
      }
      const origin = originOf(config, request);
      const invitations: Invitation[] = codes.map((code) => invitation(origin, slug, code));
      if (as === 'csv') {
        return reply
          .say('credentialsMade')
          .header('content-disposition', `attachment; filename="invitations_${slug}.csv"`)
          .type('text/csv; charset=utf-8')
          .send(invitationsAsCsv(invitations));
      }
      const tickets = await drawTickets(invitations, question, localeOf(request));
      return reply.page((context) => printSheet(context, question, tickets));
    },
  );

  app.post(
    '/organise/questions/:slug/credentials/replace',
    {
      preValidation: forForms,
      schema: {
        hide: true,
        params,
        body: Type.Object({ credential: Type.String({ maxLength: 500 }), form: Type.Optional(FormKey) }),
      },
    },
    async (request, reply) => {
      const question = await ownQuestion(database, request);
      const { slug } = question;
      const { credential: old, form } = request.body;
      const replaced = replaceCredential(
        { database, voters },
        { slug, code: old, form, actor: identityOf(request) },
      );
      const code = await orReason(replaced, ABOUT_OLD);
      if (code instanceof QuestionStateError) {
        const show = await pageOf(question);
        return reply.page((context) => {
          const oldError = t(context.locale).questionRefusals[code.reason];
          return show(context, { old, oldError });
        }, 409);
      }
      const tickets = await drawTickets(
        [invitation(originOf(config, request), slug, code)],
        question,
        localeOf(request),
      );
      return reply.page((context) => printSheet(context, question, tickets));
    },
  );

  app.get(
    '/organise/questions/:slug/credentials/revoke',
    { preValidation: app.requireOrganiser, schema: { hide: true, params } },
    async (request, reply) => {
      const question = await ownQuestion(database, request);
      const { made, used } = await countCredentials(database, question.id);
      return reply.page((context) => revokePage(context, { question, unused: made - used }));
    },
  );

  app.post(
    '/organise/questions/:slug/credentials/revoke',
    { preValidation: forForms, schema: { hide: true, params } },
    async (request, reply) => {
      const { slug } = await ownQuestion(database, request);
      await revokeCredentials(database, slug, identityOf(request));
      return reply.after(paths.credentials(slug), 'credentialsRevoked');
    },
  );
};
