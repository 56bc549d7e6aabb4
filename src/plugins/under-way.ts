import type { IncomingMessage, ServerResponse } from 'node:http';

/** Milliseconds that a client may take to send its request, or to read on in its answer, while others need the place. */
const PATIENCE = 1000;
/** Milliseconds between two looks at least: refusals are many, and a look at a thousand requests takes a part of a millisecond. */
const LOOK_EVERY = 100;

/** An exchange with a client, and when it came or its client was last seen to take something of the answer. */
interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  movedAt: number;
  sent: number;
}

/** Whether the service only waits for this client, and has done so for too long. */
function keepsWaiting(exchange: Exchange, now: number): boolean {
  const { request, response } = exchange;
  if (request.complete) {
    if (response.writableLength === 0) return false;
    const sent = request.socket.bytesWritten;
    if (sent !== exchange.sent) Object.assign(exchange, { sent, movedAt: now });
  }
  return now - exchange.movedAt > PATIENCE;
}

/** Requests that are under way, each until its answer has gone out or its client has left. */
export class UnderWay {
  readonly #exchanges = new Set<Exchange>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#exchanges.size;
  }

  add(request: IncomingMessage, response: ServerResponse): void {
    const exchange = { request, response, movedAt: performance.now(), sent: 0 };
    this.#exchanges.add(exchange);
    // Also where the client leaves, of which `onResponse` does not tell.
    response.once('close', () => this.#exchanges.delete(exchange));
  }

  /** Ends those whose clients neither send the rest of a request nor take an answer: a thousand of these cost nobody anything. */
  makeRoom(now = performance.now()): void {
    if (now - this.#lookedAt < LOOK_EVERY) return;
    this.#lookedAt = now;
    for (const exchange of this.#exchanges) {
      if (!keepsWaiting(exchange, now)) continue;
      this.#exchanges.delete(exchange);
      exchange.response.destroy();
    }
  }
}
