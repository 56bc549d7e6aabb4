import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { errorPage } from '#src/features/status/pages/error-page.ts';
import { isApi } from '#src/plugins/is-api.ts';
import { keptForm } from '#src/plugins/kept-form.ts';
import { notFound, type Problem, problemDocument, toProblem } from '#src/plugins/problem.ts';
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

/** Answers every error: a page for browsers, a problem document (RFC 9457) for programs. */
export const errors = fastifyPlugin(
  async (app: FastifyInstance) => {
    app.setErrorHandler<FastifyError>((error, request, reply) => {
      const problem = toProblem(error);
      if (problem.statusCode >= 500) request.log.error({ err: error }, STATUS_CODES[problem.statusCode]);
      return answer(request, reply, problem);
    });
    app.setNotFoundHandler((request, reply) => answer(request, reply, notFound('There is nothing here.')));
  },
  { name: 'errors', fastify: '5.x' },
);
