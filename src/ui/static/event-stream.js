/**
 * A stream of events that is opened anew where the browser gives up on it, as it does after an answer such as 502, and where
 * it has died without a word, as when a phone changes its network: of that the browser learns nothing.
 */

const AGAIN_MS = 5000;
/** The service says every 20 seconds that it is there. */
const SILENT_MS = 50_000;

/** Follows the stream at this address with a listener for each event, until `close`. */
export function follow(url, listeners) {
  let source;
  let waiting;
  function later(act, ms) {
    clearTimeout(waiting);
    waiting = setTimeout(act, ms);
  }
  function heard() {
    later(() => {
      source.close();
      listeners.error?.();
      open();
    }, SILENT_MS);
  }
  function open() {
    source = new EventSource(url);
    for (const [event, listener] of Object.entries(listeners)) source.addEventListener(event, listener);
    for (const event of new Set(['open', 'alive', ...Object.keys(listeners)]))
      source.addEventListener(event, heard);
    source.addEventListener('error', () => {
      // Not every reader at the same moment.
      if (source.readyState === EventSource.CLOSED) later(open, AGAIN_MS * (1 + Math.random()));
    });
    heard();
  }
  open();
  return {
    close() {
      clearTimeout(waiting);
      source.close();
    },
  };
}
