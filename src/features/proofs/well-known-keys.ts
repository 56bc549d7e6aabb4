import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { LogReader } from '#src/features/proofs/log-reader.ts';
import { toKeysResponse } from '#src/features/proofs/proof-api-schema.ts';
import { paths } from '#src/ui/paths.ts';

/** The public keys at an address that stays (RFC 8615), whichever role this process has. */
export const wellKnownKeys: FastifyPluginAsyncTypebox<{ logs: LogReader }> = async (app, { logs }) => {
  app.get(paths.signingKeys, { schema: { hide: true } }, async () => toKeysResponse(await logs.keys()));
};
