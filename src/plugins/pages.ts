import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { Config } from '#src/config/settings.ts';
import { version } from '#src/config/version.ts';
import { takesBrotli } from '#src/plugins/compression.ts';
import { localeOf } from '#src/plugins/locale-of.ts';
import { pageAbove } from '#src/plugins/page-above.ts';
import { traceIdOf } from '#src/telemetry/http.ts';
import { visitLine } from '#src/ui/components/visit-line.ts';
import type { Html } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale, PageContext } from '#src/ui/page-context.ts';
import { SharedPage } from '#src/ui/shared-page.ts';
import { type MadeFrom, SharedPages } from '#src/ui/shared-pages.ts';

const FLASH = 'flash';
type FlashKey = keyof ReturnType<typeof t>['flash'];
/** Messages that tell of something that was refused. */
const refusals: ReadonlySet<string> = new Set(['alreadyVoted', 'otherAccount', 'closingPassed']);

type Render = (context: PageContext) => Html;

/**
 * That a page is the same for all who are not logged in, as long as it is made from the same objects and `as` is the
 * same, in which is everything else that it shows. It tells no trace.
 */
interface Shared {
  from: MadeFrom;
  as: string;
}

declare module 'fastify' {
  interface FastifyReply {
    /** Answers with a page, made for this request; where it is shared, at times for one before. */
    page(render: Render, status?: number, shared?: Shared): FastifyReply;
    /** Has the next page that is shown say something. */
    say(flash: FlashKey): FastifyReply;
    /** Goes to another page after a form was taken, with a message to show there. */
    after(path: string, flash?: FlashKey): FastifyReply;
  }
}

/** Where the reader of this page can come back to: a page that answers a form stands at an address that takes only forms. */
const returnTo = (app: FastifyInstance, { method, url, routeOptions }: FastifyRequest): string =>
  method === 'GET' ? url : pageAbove(app, routeOptions.url ?? '', url);

function takeFlash(request: FastifyRequest, reply: FastifyReply, locale: Locale): PageContext['flash'] {
  const key = request.cookies[FLASH] as FlashKey | undefined;
  if (!key) return undefined;
  reply.clearCookie(FLASH);
  const messages = t(locale).flash;
  if (!Object.hasOwn(messages, key)) return undefined;
  return { kind: refusals.has(key) ? 'info' : 'success', text: messages[key] };
}

type Visits = Parameters<typeof visitLine>[0];

interface Options {
  config: Config;
  /** Counts a visit from an address, and gives what its visitor is told. */
  visit: (address: string) => Promise<Visits | undefined>;
}

/** Gives replies `page` and `after`: rendering in the reader's language, where a page that is read counts as a visit, and messages that survive a redirect. */
export const pages = fastifyPlugin<Options>(
  async (app, { config, visit }) => {
    const operator = config.operatorName ? { name: config.operatorName, url: config.operatorUrl } : undefined;
    const site = { version, build: config.buildNumber, operator, signUp: config.signUp === 'open' };
    const contextOf = (request: FastifyRequest, reply: FastifyReply, visits?: Visits): PageContext => {
      const locale = localeOf(request);
      let token: string | undefined;
      return {
        ...site,
        path: request.url.split('?')[0] ?? '/',
        returnTo: returnTo(app, request),
        user: request.identity && { name: request.identity.name, role: request.identity.role },
        // Only a page with a form pays for a token. A browser without the secret gets a new one with each: take one.
        get csrf() {
          token ??= reply.generateCsrf();
          return token;
        },
        traceId: traceIdOf(request),
        flash: takeFlash(request, reply, locale),
        visitLine: visits && visitLine(visits, locale),
        get newBallot() {
          return randomUUID();
        },
        locale,
      };
    };
    const kept = new SharedPages();
    const sharedPage = (render: Render, { path, locale, user, flash }: PageContext, shared?: Shared) => {
      if (!shared || user || flash) return undefined;
      const make = () => new SharedPage(render, { ...site, path, locale });
      return kept.find(shared.from, `${locale} ${path} ${shared.as}`, make);
    };
    app.decorateReply('page', function page(render, status = 200, shared) {
      const send = (visits?: Visits) => {
        const context = contextOf(this.request, this, visits);
        this.code(status)
          .header('vary', 'accept-language, cookie, accept-encoding')
          .type('text/html; charset=utf-8');
        const page = sharedPage(render, context, shared);
        const compressed = takesBrotli(this.request) ? page?.brotliFor(context) : undefined;
        if (compressed) return this.header('content-encoding', 'br').send(compressed);
        return this.send(page?.for(context) ?? render(context));
      };
      if (this.request.method !== 'GET' || status >= 400) return send();
      visit(this.request.ip)
        .then(send)
        .catch((error: unknown) => this.send(error));
      return this;
    });
    app.decorateReply('say', function say(flash) {
      return this.setCookie(FLASH, flash, { maxAge: 60 });
    });
    app.decorateReply('after', function after(path, flash) {
      if (flash) this.say(flash);
      return this.redirect(path, 303);
    });
  },
  {
    name: 'pages',
    dependencies: ['@fastify/cookie', '@fastify/csrf-protection', 'sessions'],
    fastify: '5.x',
  },
);
