import { readFileSync } from 'node:fs';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fastifyPlugin from 'fastify-plugin';
import { version } from '#src/config/version.ts';
import { documentedSchema } from '#src/plugins/documented-schema.ts';
import { ProblemSchema } from '#src/plugins/problem.ts';

const logo = new URL('../ui/static/favicon.svg', import.meta.url);

/** What the documentation may load: our files alone. Its components set styles on their elements. */
const documentationPolicy = {
  'default-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
  'object-src': "'none'",
};

/**
 * Collects the schemas of every route registered after it into an OpenAPI 3.1 document, with a page to try them. What they answer
 * besides what they name is a problem.
 */
export const openapi = fastifyPlugin(
  async (app) => {
    app.addSchema(ProblemSchema);
    app.addHook('onRoute', ({ schema }) => {
      if (schema?.response && !schema.hide) schema.response = { default: ProblemSchema, ...schema.response };
    });
    await app.register(swagger, {
      transform: ({ schema, url, route }) => ({ schema: documentedSchema(schema ?? {}, route), url }),
      refResolver: { buildLocalReference: ({ $id }, _base, _fragment, i) => String($id ?? `schema-${i}`) },
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'Tallyscope',
          version,
          description:
            'Questions, votes, results and exports. Errors are problem documents (RFC 9457). A vote is answered once it is on disk.',
          license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        },
        servers: [{ url: '/' }],
        components: {
          securitySchemes: {
            bearer: {
              type: 'http',
              scheme: 'bearer',
              description:
                'The token of a session (`POST /api/v1/sessions`), good for all that the account may do, or an access token (`POST /api/v1/tokens`), good for the routes that name one of its scopes.',
            },
          },
        },
      },
    });
    await app.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: documentationPolicy,
      logo: { type: 'image/svg+xml', content: readFileSync(logo), href: '/', target: '_self' },
      theme: { title: 'API · Tallyscope' },
    });
    app.get('/api/v1/openapi.json', { schema: { hide: true } }, () => app.swagger());
  },
  { name: 'openapi', fastify: '5.x' },
);
