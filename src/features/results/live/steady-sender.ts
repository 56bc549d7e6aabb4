import type { Writable } from 'node:stream';
import type { LiveMessage, Send } from '#src/features/results/live/live-message.ts';

/**
 * Writes messages to a stream; of what waits for a slow reader only the newest of each event is kept. After `changed`
 * comes nothing more: `end` is called.
 */
export function steadySender(stream: Pick<Writable, 'write' | 'on'>, end: () => void): Send {
  const waiting = new Map<LiveMessage['event'], LiveMessage>();
  let full = false;
  let ended = false;
  const write = ({ event, frame }: LiveMessage) => {
    full = !stream.write(frame);
    if (event !== 'changed') return;
    ended = true;
    end();
  };
  stream.on('drain', () => {
    full = false;
    for (const [event, next] of waiting) {
      if (full || ended) return;
      waiting.delete(event);
      write(next);
    }
  });
  return (message) => {
    if (ended) return;
    if (!full) return write(message);
    waiting.delete(message.event);
    waiting.set(message.event, message);
  };
}
