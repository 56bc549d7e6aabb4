import type { FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { Config } from '#src/config/settings.ts';
import { version } from '#src/config/version.ts';
import { traceIdOf } from '#src/telemetry/http.ts';
import type { Html } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale, PageContext } from '#src/ui/page-context.ts';

const FLASH = 'flash';
type FlashKey = keyof ReturnType<typeof t>['flash'];
/** Messages that tell of something that was refused. */
const refusals: ReadonlySet<string> = new Set(['alreadyVoted']);

declare module 'fastify' {
  interface FastifyReply {
    /** Answers with a page, made for this request. */
    page(render: (context: PageContext) => Html, status?: number): FastifyReply;
    /** Goes to another page after a form was taken, with a message to show there. */
    after(path: string, flash?: FlashKey): FastifyReply;
  }
}

/** The reader's language, by the browser's order of preference (RFC 9110, 12.5.4). */
export function localeOf(header: string | undefined): Locale {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', quality] = part.trim().split(';q=');
      return {
        language: tag.toLowerCase().split('-')[0],
        weight: quality === undefined ? 1 : Number(quality),
      };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const first = wanted.find(({ language }) => language === 'en' || language === 'es');
  return first?.language === 'es' ? 'es' : 'en';
}

function takeFlash(request: FastifyRequest, reply: FastifyReply, locale: Locale): PageContext['flash'] {
  const key = request.cookies[FLASH] as FlashKey | undefined;
  if (!key) return undefined;
  reply.clearCookie(FLASH);
  const messages = t(locale).flash;
  if (!Object.hasOwn(messages, key)) return undefined;
  return { kind: refusals.has(key) ? 'info' : 'success', text: messages[key] };
}

/** Gives replies `page` and `after`: rendering in the reader's language, and messages that survive a redirect. */
export const pages = fastifyPlugin<{ config: Config }>(
  async (app, { config }) => {
    const operator = config.operatorName ? { name: config.operatorName, url: config.operatorUrl } : undefined;
    const contextOf = (request: FastifyRequest, reply: FastifyReply): PageContext => {
      const locale = localeOf(request.headers['accept-language']);
      let token: string | undefined;
      return {
        path: request.url.split('?')[0] ?? '/',
        user: request.identity && { name: request.identity.name, role: request.identity.role },
        // Only a page with a form pays for a token. A browser without the secret gets a new one with each: take one.
        get csrf() {
          token ??= reply.generateCsrf();
          return token;
        },
        version,
        build: config.buildNumber,
        operator,
        traceId: traceIdOf(request),
        flash: takeFlash(request, reply, locale),
        locale,
      };
    };
    app.decorateReply('page', function page(render, status = 200) {
      const html = render(contextOf(this.request, this));
      return this.code(status)
        .header('cache-control', 'no-store')
        .header('vary', 'accept-language, cookie')
        .type('text/html; charset=utf-8')
        .send(html);
    });
    app.decorateReply('after', function after(path, flash) {
      if (flash) this.setCookie(FLASH, flash, { maxAge: 60 });
      return this.redirect(path, 303);
    });
  },
  {
    name: 'pages',
    dependencies: ['@fastify/cookie', '@fastify/csrf-protection', 'sessions'],
    fastify: '5.x',
  },
);
