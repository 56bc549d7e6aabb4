import { fastifySSE } from '@fastify/sse';
import type { FastifyReply } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { streamStarted } from '#src/telemetry/http.ts';

declare module 'fastify' {
  interface FastifyReply {
    /**
     * Keeps this answer open as a live stream until the reader leaves or the service stops. False where the reader has left
     * already: no event will follow that says so, so nothing may be started for them.
     */
    beginStream(): boolean;
  }
}

/** A sign of life comes this often, in milliseconds. */
const ALIVE_EVERY = 20_000;
/** An event and not a comment, which a page's script would not see. */
const ALIVE = 'event: alive\ndata:\n\n';

/**
 * Server-sent events that say every 20 seconds that they live, and whose streams end when the service stops, so that it does
 * not wait for their readers.
 */
export const liveStreams = fastifyPlugin(
  async (app) => {
    const open = new Set<FastifyReply>();
    await app.register(fastifySSE, { heartbeatInterval: 0 });
    app.decorateReply('beginStream', function beginStream() {
      if (this.raw.destroyed) return false;
      streamStarted(this.request, this);
      this.sse.keepAlive();
      open.add(this);
      const alive = setInterval(() => this.raw.write(ALIVE), ALIVE_EVERY).unref();
      this.sse.onClose(() => {
        clearInterval(alive);
        open.delete(this);
      });
      return true;
    });
    app.addHook('preClose', async () => {
      for (const reply of open) reply.sse.close();
    });
  },
  { name: 'live-streams', fastify: '5.x' },
);
