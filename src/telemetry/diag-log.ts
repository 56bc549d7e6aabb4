import type { DiagLogger } from '@opentelemetry/api';

const quietMs = 60_000;
/** The one warning that something is lost: of an export that the Collector took without some of its items. */
const PARTIAL_SUCCESS = 'Received Partial Success';

/** The SDK passes an error on as its fields in JSON. */
function textOf(message: string): string {
  try {
    const { message: inner } = JSON.parse(message) as { message?: string };
    return inner ?? message;
  } catch {
    return message;
  }
}

/**
 * Errors of the SDK itself, as one line a minute at most: while a Collector is away each export of each signal fails,
 * and the same line every few seconds would bury the rest. Lines left out are counted in the next one.
 */
export function diagLog(write: (line: string) => void, now: () => number = Date.now): DiagLogger {
  let quietUntil = 0;
  let leftOut = 0;
  const error = (message: string) => {
    if (now() < quietUntil) {
      leftOut++;
      return;
    }
    const more = leftOut === 0 ? '' : ` (and ${leftOut} more errors since)`;
    write(`tallyscope: telemetry: ${textOf(message)}${more}\n`);
    quietUntil = now() + quietMs;
    leftOut = 0;
  };
  return {
    error,
    warn(message, refused) {
      if (message.startsWith(PARTIAL_SUCCESS)) error(`the Collector refused a part: ${refused}`);
    },
    info() {},
    debug() {},
    verbose() {},
  };
}
