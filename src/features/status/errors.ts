import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { calmLog } from '#src/database/calm-log.ts';
import { errorPage } from '#src/features/status/pages/error-page.ts';
import { isApi } from '#src/plugins/is-api.ts';
import { keptForm } from '#src/plugins/kept-form.ts';
import { notFound, Problem, problemDocument, toProblem } from '#src/plugins/problem.ts';
import { traceIdOf } from '#src/telemetry/http.ts';

const wantsPage = (request: FastifyRequest) =>
  !isApi(request) && (request.headers.accept ?? '').includes('text/html');

function answer(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const { type, statusCode, retryAfterSeconds } = problem;
  if (retryAfterSeconds) reply.header('retry-after', String(retryAfterSeconds));
  if (statusCode === 401) reply.header('www-authenticate', 'Bearer');
  if (wantsPage(request) && reply.page) {
    return reply.page(
      (context) =>
        errorPage(context, {
          status: statusCode,
          type,
          detail: problem.page?.(context.locale),
          retryAfterSeconds,
          kept: keptForm(request, problem),
        }),
      statusCode,
    );
  }
  const traceId = traceIdOf(request);
  return reply
    .code(statusCode)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({ ...problemDocument(problem), ...(traceId && { trace_id: traceId }) });
}

/**
 * Answers every error: a page for browsers, a problem document (RFC 9457) for programs. Unexpected errors are logged each time;
 * refusals, and errors of a database that is away, once a minute, since each request has its access line.
 */
export const errors = fastifyPlugin(
  async (app: FastifyInstance) => {
    const log = calmLog(app.log, { also: (error) => error instanceof Problem });
    app.setErrorHandler<FastifyError>((error, request, reply) => {
      const problem = toProblem(error);
      if (problem.statusCode >= 500) log.error({ err: error, 'request.id': request.id }, problem.title);
      return answer(request, reply, problem);
    });
    app.setNotFoundHandler((request, reply) => answer(request, reply, notFound('There is nothing here.')));
  },
  { name: 'errors', fastify: '5.x' },
);
