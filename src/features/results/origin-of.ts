import type { FastifyRequest } from 'fastify';
import type { Config } from '#src/config/settings.ts';

/** The origin that readers know this service by: as configured, or as this request was addressed. */
export const originOf = ({ publicUrl }: Pick<Config, 'publicUrl'>, request: FastifyRequest): string =>
  publicUrl ?? `${request.protocol}://${request.host}`;
