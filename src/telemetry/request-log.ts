import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';

/**
 * Fastify's log lines without those about every request, of which `httpTelemetry` writes one at the end, and without
 * the one that would quote the address asked for. Errors are logged as ever.
 */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'request.id' });
  }

  override incomingRequest(): void {}

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest): void {
    if (error) request.log.error({ err: error }, 'request errored');
  }

  override streamError(error: Error & { code?: string }, request: FastifyRequest, reply: FastifyReply): void {
    // Who asked has left, which the line of the request says.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') super.streamError(error, request, reply);
  }

  override routeNotFound(): void {}
}
