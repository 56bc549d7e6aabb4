import type { FastifyInstance } from 'fastify';

/** The nearest address that has a page, from this one upwards; `route` is the pattern that the address matches. */
export function pageAbove(app: Pick<FastifyInstance, 'hasRoute'>, route: string, url: string): string {
  const pattern = route.split('/');
  const path = (url.split('?')[0] ?? '').split('/');
  while (pattern.length > 1 && !app.hasRoute({ method: 'GET', url: pattern.join('/') })) pattern.pop();
  return path.slice(0, pattern.length).join('/') || '/';
}
