import type { LiveMessage, Send } from '#src/features/results/live/live-message.ts';

/** Writes messages one after another; of what waits for a slow reader only the newest of each event is kept. */
export function steadySender(write: (message: LiveMessage) => Promise<void>): Send {
  const waiting = new Map<LiveMessage['event'], LiveMessage>();
  let writing = false;
  return (message) => {
    waiting.delete(message.event);
    waiting.set(message.event, message);
    if (writing) return;
    writing = true;
    void (async () => {
      for (const [event, next] of waiting) {
        waiting.delete(event);
        await write(next).catch(() => undefined);
      }
      writing = false;
    })();
  };
}
