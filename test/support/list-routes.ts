import type { FastifyInstance } from 'fastify';

/** A route as it is registered, such as `GET /questions/:slug`. */
export interface Route {
  method: string;
  path: string;
}

/** Every route of the application, but HEAD, which goes with GET. */
export function listRoutes(app: Pick<FastifyInstance, 'printRoutes'>): Route[] {
  const routes: Route[] = [];
  const parents: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent = '', part = '', methods = ''] =
      /^([│ ]*[├└]── )(\S+)(?: \(([A-Z, ]+)\))?/.exec(line) ?? [];
    if (!part) continue;
    const depth = indent.length / 4 - 1;
    parents.splice(depth, Infinity, part);
    for (const method of methods.split(', '))
      if (method && method !== 'HEAD')
        routes.push({ method, path: parents.join('').replace(/^\/(?=\/)/, '') });
  }
  return routes;
}
