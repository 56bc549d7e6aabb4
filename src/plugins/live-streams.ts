import { fastifySSE } from '@fastify/sse';
import type { FastifyReply } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { streamStarted } from '#src/telemetry/http.ts';

declare module 'fastify' {
  interface FastifyReply {
    /**
     * Keeps this answer open as a live stream until the reader leaves or the service stops. False where the reader has left
     * already: nothing will say so again, so nothing may be begun for them.
     */
    beginStream(): boolean;
  }
}

/** Server-sent events whose streams end when the service stops, so that it does not wait for their readers. */
export const liveStreams = fastifyPlugin(
  async (app) => {
    const open = new Set<FastifyReply>();
    await app.register(fastifySSE);
    app.decorateReply('beginStream', function beginStream() {
      if (this.raw.destroyed) return false;
      streamStarted(this.request, this);
      this.sse.keepAlive();
      open.add(this);
      this.sse.onClose(() => open.delete(this));
      return true;
    });
    app.addHook('preClose', async () => {
      for (const reply of open) reply.sse.close();
    });
  },
  { name: 'live-streams', fastify: '5.x' },
);
