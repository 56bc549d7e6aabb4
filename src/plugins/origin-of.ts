import type { FastifyRequest } from 'fastify';
import type { Config } from '#src/config/settings.ts';

/**
 * The origin that readers know this service by: as configured, or as this request was addressed. Proxies pass on schemes as they
 * are told, and pages make links of it.
 */
export const originOf = ({ publicUrl }: Pick<Config, 'publicUrl'>, request: FastifyRequest): string =>
  publicUrl ?? `${request.protocol === 'https' ? 'https' : 'http'}://${request.host}`;
