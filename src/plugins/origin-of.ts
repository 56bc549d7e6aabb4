import type { FastifyRequest } from 'fastify';
import type { Config } from '#src/config/settings.ts';

/**
 * The origin that readers know this service by: as configured, or as this request was addressed. A proxy may pass
 * on any scheme that a client names, and pages make links of the origin: only http and https are taken.
 */
export const originOf = ({ publicUrl }: Pick<Config, 'publicUrl'>, request: FastifyRequest): string =>
  publicUrl ?? `${request.protocol === 'https' ? 'https' : 'http'}://${request.host}`;
