import type { FastifyBaseLogger } from 'fastify';
import { fits } from '#src/schema/check.ts';
import type { Static, TSchema } from '#src/schema/type.ts';
import { withoutTrace } from '#src/telemetry/spans.ts';

/** How long an answer may take, in milliseconds: an operator would rather see the rest of the page. */
const PATIENCE_MS = 2000;

/** Why there is no reading: not configured, no answer (in time), or one that says nothing. */
export type Fault = 'unset' | 'silent' | 'garbled';

/** What a backend said, or why it said nothing. */
export type Reading<T> = { value: T; fault?: never } | { fault: Fault; value?: never };

class BackendFault extends Error {
  override name = 'BackendFault';
  readonly fault: Fault;

  constructor(fault: Fault, message: string, cause?: unknown) {
    super(message, { cause });
    this.fault = fault;
  }
}

/**
 * Asks a backend below its base URL and checks the shape of its JSON answer; null where it has nothing by that name.
 * Other failures become the fault of the {@link reading} around the call.
 */
export async function askBackend<T extends TSchema>(
  base: string,
  path: string,
  parameters: Record<string, string>,
  schema: T,
): Promise<Static<T> | null> {
  const url = `${base.replace(/\/+$/, '')}${path}?${new URLSearchParams(parameters)}`;
  // Looking at the traces makes none.
  const { status, text } = await withoutTrace(() => receive(url)).catch((cause: unknown) => {
    throw new BackendFault('silent', `No answer from ${url}`, cause);
  });
  if (status === 404 || (status === 200 && text === '')) return null;
  if (status === 200) {
    const body = parse(text);
    if (fits(schema, body)) return body;
  }
  throw new BackendFault('garbled', `Status ${status} and no usable answer from ${url}`);
}

async function receive(url: string): Promise<{ status: number; text: string }> {
  // A backend that sends us elsewhere would have this service ask whatever it names.
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
  return { status: response.status, text: await response.text() };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Runs `work` on a backend where there is one; what goes wrong between us and it is logged and told, never thrown. */
export async function reading<T>(
  base: string | undefined,
  log: FastifyBaseLogger,
  work: (base: string) => Promise<T>,
): Promise<Reading<T>> {
  if (!base) return { fault: 'unset' };
  try {
    return { value: await work(base) };
  } catch (error) {
    if (!(error instanceof BackendFault)) throw error;
    log.warn({ err: error }, 'a backend of the observatory could not be read');
    return { fault: error.fault };
  }
}
