import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { LANGUAGE_COOKIE } from '#src/plugins/locale-of.ts';
import { Type } from '#src/schema/type.ts';
import { languages } from '#src/ui/languages.ts';
import { localPath } from '#src/ui/local-path.ts';
import { paths } from '#src/ui/paths.ts';

const YEAR = 365 * 24 * 3600;

/**
 * The form in every footer: keeps the chosen language in the browser and goes back to the page. It carries no token
 * against forged forms: it changes nothing but words, and a token would cost every page a cookie.
 */
export const languageRoute: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/language',
    {
      schema: {
        hide: true,
        body: Type.Object({
          language: Type.Enum(Object.keys(languages)),
          next: Type.Optional(Type.String({ maxLength: 4000 })),
        }),
      },
    },
    async (request, reply) => {
      reply.setCookie(LANGUAGE_COOKIE, request.body.language, { maxAge: YEAR });
      return reply.redirect(localPath(request.body.next) ?? paths.index, 303);
    },
  );
};
