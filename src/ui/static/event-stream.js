/** A stream of events that is opened anew where the browser gives up on it, as it does after an answer such as 502. */

const AGAIN_MS = 5000;

/** Follows the stream at this address with a listener for each event, until `close`. */
export function follow(url, listeners) {
  let source;
  let waiting;
  function open() {
    source = new EventSource(url);
    for (const [event, listener] of Object.entries(listeners)) source.addEventListener(event, listener);
    source.addEventListener('error', () => {
      // Not every reader at the same moment.
      if (source.readyState === EventSource.CLOSED)
        waiting = setTimeout(open, AGAIN_MS * (1 + Math.random()));
    });
  }
  open();
  return {
    close() {
      clearTimeout(waiting);
      source.close();
    },
  };
}
