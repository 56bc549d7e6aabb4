import type { FastifyRequest } from 'fastify';

/**
 * Whether a request is for the API. An address can be written in other ways (`/%61pi/`, or behind `http://host`) and
 * reaches the same route, so that the route has the last word.
 */
export const isApi = (request: FastifyRequest): boolean =>
  request.url.startsWith('/api/') || (request.routeOptions.url?.startsWith('/api/') ?? false);
